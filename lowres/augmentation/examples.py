"""Labelled examples as sentences that are changed, and back."""

from collections.abc import Sequence
from dataclasses import replace

from lowres.augmentation.sentence import Sentence
from lowres.augmentation.words import split
from lowres.data.examples import Labelled, LabelledPair, LabelledText, TaggedSentence


def sentences_of(example: Labelled) -> tuple[Sentence, ...]:
    """The texts of an example, each as tokens.

    Raises:
        ValueError: if a sentence has more or fewer tags than tokens.
    """
    match example:
        case LabelledText():
            return (split(example.text),)
        case LabelledPair():
            return split(example.first), split(example.second)
        case TaggedSentence():
            if len(example.tokens) != len(example.tags):
                raise ValueError(f"{len(example.tokens)} tokens, but {len(example.tags)} tags")
            return (Sentence(example.tokens, example.tags),)


def with_sentences(example: Labelled, sentences: Sequence[Sentence], new_id: str) -> Labelled:
    """The example under a new id with these sentences in the place of its own; its label and groups stay."""
    match example:
        case LabelledText():
            [only] = sentences
            return replace(example, id=new_id, text=only.text)
        case LabelledPair():
            first, second = sentences
            return replace(example, id=new_id, first=first.text, second=second.text)
        case TaggedSentence():
            [only] = sentences
            return replace(example, id=new_id, tokens=only.tokens, tags=only.tags or ())
