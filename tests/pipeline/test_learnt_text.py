from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from lowres.data.examples import Pair
from lowres.pipeline.adaptation import Adaptation
from lowres.pipeline.learnt_text import Found, LearntText, look_for_tests, without_tests
from lowres.pipeline.step import Workplace
from lowres.training.objectives.contrastive_distillation import ContrastiveDistillation
from lowres.training.objectives.rehearsal import Rehearsal

TEST = "in tlahtoani oquihto tlein mochihuaz"
ADAPTATION = Adaptation(name="tiny", language="nah-Latn", pivot="spa-Latn", seed=17)
SEEN = "In tlahtoani: oquihto, tlein mochihuaz?"


@dataclass
class Corpus:
    """A prepared corpus, as far as learning looks at it."""

    pairs: list[Pair] = field(default_factory=list)
    text: list[str] = field(default_factory=list)

    def training_pairs(self) -> list[Pair]:
        return self.pairs

    def training_text(self) -> Iterator[str]:
        yield from self.text
        yield from (pair.target for pair in self.pairs)

    def test_texts(self) -> list[str]:
        return [TEST]


def pair(target: str, pivot: str) -> Pair:
    return Pair(target, target, pivot, "")


def look(corpus: Corpus, reads_lines: bool = True, lexicons: tuple[Path, ...] = ()) -> Found:
    methods = [ContrastiveDistillation(lexicon=path) for path in lexicons]
    workplace = Workplace(Path(), Path(), cast(Any, None))
    return look_for_tests(cast(Any, corpus), methods, reads_lines, ADAPTATION, workplace)


def test_either_side_of_a_pair_may_be_the_test_sentence() -> None:
    corpus = Corpus([pair("niltze", "hola"), pair(SEEN, "b"), pair("amo", SEEN)], ["cualli tonalli", SEEN])
    found = look(corpus)
    assert (found.pairs, found.lines) == ([1, 2], [1, 3])  # lines: two of text, then the targets
    assert found.examples == [TEST]
    learnt = LearntText(cast(Any, corpus), found)
    assert [one.target for one in learnt.pairs()] == ["niltze"]
    assert list(learnt.lines()) == list(learnt.lines()) == ["cualli tonalli", "niltze", "amo"]


def test_lines_are_not_gone_through_where_no_objective_reads_them() -> None:
    assert look(Corpus([], [SEEN]), reads_lines=False).lines == []


def test_a_clean_text_is_told_as_clean() -> None:
    told = look(Corpus([pair("niltze", "hola")])).told()
    assert told == {"pairs": 0, "lines": 0, "lexicon_entries": 0, "examples": []}


def test_a_lexicon_loses_the_entry_that_is_a_test_and_keeps_its_file(tmp_path: Path) -> None:
    path = tmp_path / "words.tsv"
    path.write_text(f"atl\tagua\natl\tlluvia\n{SEEN}\tx\n", encoding="utf-8")
    found = look(Corpus(), lexicons=(path,))
    assert found.told()["lexicon_entries"] == 1
    objective = without_tests(ContrastiveDistillation(lexicon=path), found, tmp_path / "work")
    assert objective.lexicon == tmp_path / "work" / "words-without-tests.tsv"
    assert objective.lexicon.read_text(encoding="utf-8") == "atl\tagua\natl\tlluvia\n"
    assert SEEN in path.read_text(encoding="utf-8")


def test_a_clean_lexicon_and_an_objective_without_one_stay_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "words.tsv"
    path.write_text("atl\tagua\n", encoding="utf-8")
    found = look(Corpus(), lexicons=(path,))
    for objective in (ContrastiveDistillation(lexicon=path), ContrastiveDistillation(), Rehearsal()):
        assert without_tests(objective, found, tmp_path / "work") is objective
    assert not (tmp_path / "work").exists()
