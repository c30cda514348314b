"""Examples as a model reads them: texts, two texts one after the other, windows of words."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lowres.data.examples import Labelled, LabelledPair, LabelledText, TaggedSentence
from lowres.errors import UserError
from lowres.models.passages import Passage, passages_of_words
from lowres.models.pretrained import Pretrained
from lowres.models.sentences import longest_input, tokenize_and_count

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Reading:
    """All passages of some examples."""

    passages: list[Passage]
    cut: int = 0
    """How many texts were cut, as they are longer than the model; of sentences, in how many a single word was."""


def read(pretrained: Pretrained, examples: Sequence[Labelled], longest: int = 512) -> Reading:
    """The examples, which are all of one kind; texts of more than `longest` tokens are cut and counted.

    A sentence of tagged words is never cut, but read in windows; the record's prefix stands before texts only.

    Raises:
        UserError: if beside the model's special tokens there is no room for any other.
    """
    limit = min(longest, longest_input(pretrained.model))
    if not examples:
        return Reading([])
    _check_room(pretrained, limit, pair=isinstance(examples[0], LabelledPair))
    if isinstance(examples[0], TaggedSentence):
        sentences = [one.tokens for one in examples if isinstance(one, TaggedSentence)]
        return Reading(*passages_of_words(pretrained, sentences, limit))
    if isinstance(examples[0], LabelledPair):
        return _pairs(pretrained, [one for one in examples if isinstance(one, LabelledPair)], limit)
    texts = [one.text for one in examples if isinstance(one, LabelledText)]
    found, cut = tokenize_and_count(pretrained.tokenizer, texts, pretrained.record.prefix, limit)
    return Reading([Passage(number, ids) for number, ids in enumerate(found)], cut)


def _check_room(pretrained: Pretrained, limit: int, pair: bool) -> None:
    special = pretrained.tokenizer.num_special_tokens_to_add(pair)
    if limit < special + 1 + pair:
        raise UserError(
            f"longest_text_tokens is {limit}, but the model puts {special} special tokens around what it reads. "
            f"Give at least {special + 1 + pair}, better hundreds."
        )


def _pairs(pretrained: Pretrained, pairs: Sequence[LabelledPair], limit: int) -> Reading:
    """Two segments; where they are too long together, the longer one is cut."""
    tokenizer: Any = pretrained.tokenizer
    firsts, seconds = [pretrained.record.prefix + one.first for one in pairs], [one.second for one in pairs]
    lengths = [len(ids) for ids in tokenizer(firsts, seconds, verbose=False)["input_ids"]]
    cut = sum(length > limit for length in lengths)
    if cut:
        logger.warning("%d of %d pairs are longer than %d tokens and are cut", cut, len(pairs), limit)
    found = tokenizer(firsts, seconds, truncation="longest_first", max_length=limit, return_token_type_ids=True)
    tokenizer.backend_tokenizer.no_truncation()
    tells_apart = getattr(pretrained.model.config, "type_vocab_size", 0) > 1
    return Reading(
        [
            Passage(number, ids, types if tells_apart else [])
            for number, (ids, types) in enumerate(zip(found["input_ids"], found["token_type_ids"], strict=True))
        ],
        cut,
    )
