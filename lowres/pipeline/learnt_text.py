"""What an adaptation learns from, without the test sentences that stand in it."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from lowres.data.examples import texts_in
from lowres.data.labelled.prepared import PreparedTask
from lowres.data.leaks import Leaks
from lowres.data.lexicon import read_lexicon
from lowres.files import write_text
from lowres.method import Method, Parameters
from lowres.pipeline import named_files
from lowres.pipeline.adaptation import Adaptation
from lowres.pipeline.step import Workplace

if TYPE_CHECKING:
    from lowres.data.examples import Pair
    from lowres.data.prepare import PreparedCorpus

logger = logging.getLogger(__name__)

SHOWN = 3
_Item = TypeVar("_Item")
_Method = TypeVar("_Method", bound=Method)


class Found(Parameters):
    """Where test sentences stand in text to learn from."""

    pairs: list[int] = []
    """Numbers of the training pairs with such a side."""
    lines: list[int] = []
    """Numbers of such lines of the training text."""
    lexicon_entries: dict[str, list[tuple[str, str]]] = {}
    """Such entries of each lexicon, by its path."""
    examples: list[str] = []

    def told(self) -> dict[str, Any]:
        """The counts, and a few of the sentences, as `result.json` holds them."""
        entries = sum(map(len, self.lexicon_entries.values()))
        counts = {"pairs": len(self.pairs), "lines": len(self.lines), "lexicon_entries": entries}
        return {**counts, "examples": self.examples}


@dataclass(frozen=True)
class LearntText:
    """Pairs and lines to learn from; the lines are read again at every call, as they may be more than memory holds."""

    corpus: "PreparedCorpus"
    found: Found

    def pairs(self) -> "list[Pair]":
        """The training pairs, neither side a test sentence."""
        left_out = set(self.found.pairs)
        return [pair for place, pair in enumerate(self.corpus.training_pairs()) if place not in left_out]

    def lines(self) -> Iterator[str]:
        """The training text, no line a test sentence."""
        left_out = set(self.found.lines)
        return (line for number, line in enumerate(self.corpus.training_text()) if number not in left_out)


def look_for_tests(
    corpus: "PreparedCorpus",
    methods: Sequence[Method],
    reads_lines: bool,
    adaptation: Adaptation,
    workplace: Workplace,
) -> Found:
    """Look for every sentence that any evaluation uses, that of the labelled task included, in what is learnt from:
    the corpus, and the lexicons of the methods. What is found is named in the log.
    """
    lexicon_paths = [path for method in methods if (path := named_files.lexicon_of(method))]
    leaks = Leaks(dict.fromkeys([*corpus.test_texts(), *_texts_of_the_task(adaptation, workplace)]))
    examples: dict[str, None] = {}  # as a set that keeps its order

    def places(items: Iterable[_Item], texts_of: Callable[[_Item], Sequence[str]]) -> list[int]:
        """Where the items stand of which a text is a test sentence."""
        found = []
        for place, (_, test) in enumerate(leaks.among(items, texts_of)):
            advance(1)
            if test is not None:
                found.append(place)
                examples.setdefault(test)
        return found

    with workplace.progress.task("Looking for test sentences", None) as advance:
        pairs = places(corpus.training_pairs(), lambda pair: (pair.target, pair.pivot))
        lines = places(corpus.training_text(), lambda line: (line,)) if reads_lines else []
        entries = {}
        for path in lexicon_paths:
            known = read_lexicon(path).pairs()
            entries[str(path)] = [known[place] for place in places(known, lambda sides: sides)]
    found = Found(pairs=pairs, lines=lines, lexicon_entries=entries, examples=list(examples)[:SHOWN])
    _tell(found)
    return found


def _texts_of_the_task(adaptation: Adaptation, workplace: Workplace) -> list[str]:
    """What a labelled task is tested on, in whichever language."""
    if adaptation.task is None:
        return []
    tests = PreparedTask.read(workplace.find(adaptation.task)).tests
    return [text for examples in tests.values() for one in examples for text in texts_in(one)]


def without_tests(method: _Method, found: Found, scratch: Path) -> _Method:
    """The method with a lexicon that holds no test sentence: a copy without those entries, where there are any."""
    path = named_files.lexicon_of(method)
    left_out = set(found.lexicon_entries.get(str(path), ()))
    if path is None or not left_out:
        return method
    entries = [entry for entry in read_lexicon(path).pairs() if entry not in left_out]
    copy = scratch / f"{path.stem}-without-tests.tsv"
    write_text(copy, "".join(f"{word}\t{translation}\n" for word, translation in entries))
    return method.model_copy(update={"lexicon": copy})


def _tell(found: Found) -> None:
    told = found.told()
    if found.examples:
        logger.warning(
            "test sentences stood in the text to learn from and were dropped: %d pairs, %d lines, %d entries of "
            "lexicons; such as: %s",
            told["pairs"],
            told["lines"],
            told["lexicon_entries"],
            found.examples[0],
        )
