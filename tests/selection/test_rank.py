import json
from pathlib import Path
from typing import Any

import pytest

from lowres.data.examples import Labelled, LabelledPair, LabelledText, TaggedSentence
from lowres.errors import UserError
from lowres.progress import SilentProgress
from lowres.selection.candidate import Candidate
from lowres.selection.limits import Limits
from lowres.selection.rank import RankSettings, rank
from lowres.selection.ranked import Ranked
from lowres.selection.scorers.h_score import HScore
from lowres.selection.scorers.neighbours import Neighbours
from lowres.selection.scorers.pair_retrieval import PairRetrieval
from lowres.selection.scorers.scorer import Evidence
from tests import tiny
from tests.selection.two_sided import MEANINGS, PAIRS, two_sided_folder

LANGUAGE = "wol-Latn"
TRANSLATED = Evidence([pair.target for pair in PAIRS], pairs=PAIRS)
TEXTS = [f"{word} {rest}" for word in MEANINGS for rest in ("in", "no", "la", "de")]


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """A folder of three models: `two_sided`, the worse `tiny`, and `stranger`, which would run code."""
    two_sided_folder(tmp_path)
    stranger = tiny.model_folder(tmp_path).rename(tmp_path / "stranger")
    config = json.loads((stranger / "config.json").read_text())
    (stranger / "config.json").write_text(json.dumps({**config, "auto_map": {"AutoModel": "code.Model"}}))
    tiny.model_folder(tmp_path)
    return tmp_path


def ranked(models: Path, *references: str, evidence: Evidence = TRANSLATED, **options: Any) -> list[Ranked]:
    candidates = [Candidate(reference, models / "cache", models) for reference in references]
    return rank(candidates, evidence, LANGUAGE, RankSettings(**options), SilentProgress())


def labelled(examples: list[Labelled]) -> Evidence:
    return Evidence(TEXTS, labelled=examples)


@pytest.mark.parametrize("order", [("tiny", "two_sided"), ("two_sided", "tiny")])
def test_the_better_of_two_encoders_comes_first_in_whichever_order_they_are_named(
    models: Path, order: tuple[str, str]
) -> None:
    first, second = ranked(models, *order)
    assert (first.reference, second.reference) == ("two_sided", "tiny")
    assert first.score.value == 1.0
    assert second.score.value < 0.8
    assert (first.place.value, second.place.value) == (1.0, 2.0)


def test_a_ranked_model_comes_with_its_facts_and_a_reason(models: Path) -> None:
    [found] = ranked(models, "two_sided")
    assert found.folder == models / "two_sided"
    assert found.vocabulary_size == len(tiny.PIECES)
    assert found.parameters == tiny.bert_model().num_parameters() == found.facts.parameters
    assert found.target.tokens_per_word == 1.0
    assert found.refused is None
    assert found.reason() == (
        "Finds 100.0% of the translations among the training pairs it was shown "
        "(95 % interval 100.0% to 100.0%), spells a word in 1.00 pieces and leaves 0.00% of them unknown."
    )


def test_a_refused_candidate_is_last_with_its_reason(models: Path) -> None:
    found = ranked(models, "stranger", "./absent", "tiny", "two_sided")
    assert [one.reference for one in found] == ["two_sided", "tiny", "stranger", "./absent"]
    assert found[2].score is None
    assert "auto_map" in found[2].refused
    assert found[2].reason() == f"Not ranked: {found[2].refused}"
    assert "neither an existing folder" in found[3].reason()


def test_a_candidate_that_finds_nothing_stands_before_one_that_cannot_be_loaded(models: Path) -> None:
    turned = [pair.__class__(pair.id, pair.target, PAIRS[place - 1].pivot, "") for place, pair in enumerate(PAIRS)]
    found = ranked(models, "stranger", "two_sided", evidence=Evidence(TRANSLATED.lines, pairs=turned))
    assert [one.reference for one in found] == ["two_sided", "stranger"]
    assert found[0].score.value == 0.0


def test_with_no_candidate_left_the_user_is_told_why_of_each(models: Path) -> None:
    with pytest.raises(
        UserError, match=r"no candidate model can be loaded\. stranger: .*auto_map.* \./absent: "
    ) as told:
        ranked(models, "stranger", "./absent")
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    ("line", "best"),
    [
        ("xyz", "tiny_bert"),  # x ##y ##z in place of ▁ x y z
        ("xⴰz xyz", "tiny"),  # one unknown letter of eight pieces, in place of one unknown word of four
    ],
)
def test_without_translations_and_labels_the_better_speller_comes_first(models: Path, line: str, best: str) -> None:
    tiny.wordpiece_folder(models)
    found = ranked(models, "stranger", "tiny", "tiny_bert", evidence=Evidence([line]))
    assert found[0].reference == best
    assert found[0].reason().startswith("Spells ")
    assert found[-1].reference == "stranger"
    assert found[-1].reason().startswith("Not ranked: ")


WORDS = list(MEANINGS)
KINDS: dict[str, list[Labelled]] = {
    "texts": [LabelledText(str(place), text, text.split()[0]) for place, text in enumerate(TEXTS)],
    "pairs": [
        LabelledPair(f"{word} {other}", word, other, "same" if word == other else "other")
        for word in WORDS
        for other in WORDS
    ],
    "string tags": [
        TaggedSentence(str(place), tuple(text.split()), ("B-PER", "O")) for place, text in enumerate(TEXTS)
    ],
    "long sentences": [
        TaggedSentence(str(place), tuple(text.split()) * 60, ("B-PER", "O") * 60)
        for place, text in enumerate(TEXTS[:4])
    ],
    "long texts": [LabelledText(str(place), text + " sol" * 150, text.split()[0]) for place, text in enumerate(TEXTS)],
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_labels_is_scored_in_the_mean_of_layers_and_in_each_layer(models: Path, kind: str) -> None:
    found = ranked(models, "tiny", "two_sided", evidence=labelled(KINDS[kind]), scorer=HScore())
    for one in found:
        assert one.refused is None
        assert one.score.low <= one.score.value <= one.score.high
        assert [layer.layer for layer in one.layers] == [1, 2]
    assert found[0].in_windows == (len(KINDS[kind]) if kind.startswith("long") else 0)


def test_vectors_are_read_once_and_another_scorer_takes_them_from_the_cache(
    models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    evidence, cache = labelled(KINDS["texts"]), models / "vectors"
    [first] = ranked(models, "tiny", evidence=evidence, scorer=HScore(), cache=cache)

    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("the texts are read again")

    monkeypatch.setattr("lowres.selection.reading.vectors_of_texts", refuse)
    [again] = ranked(models, "tiny", evidence=evidence, scorer=HScore(), cache=cache)
    assert again.score == first.score
    [other] = ranked(models, "tiny", evidence=evidence, scorer=Neighbours(neighbours=1), cache=cache)
    assert 0 <= other.score.value <= 1
    with pytest.raises(AssertionError, match="read again"):  # another model has other vectors
        ranked(models, "two_sided", evidence=evidence, scorer=HScore(), cache=cache)


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        ({"commercial_use": True}, "has a licence that is not known, so that commercial use may not be allowed"),
        ({"memory_gb": 0.0001}, "needs 0.0 GB for training ("),
        ({"most_pieces_a_word": 0.5}, "spells a word in 1.00 pieces, more than 0.5"),
    ],
)
def test_a_model_beyond_a_limit_is_left_out_and_the_limit_named(
    models: Path, limits: dict[str, Any], reason: str
) -> None:
    with pytest.raises(UserError, match="no candidate model is within the limits") as told:
        ranked(models, "two_sided", limits=Limits(**limits))
    assert reason in str(told.value)


def test_a_text_in_a_script_that_the_tokenizer_does_not_know_rules_the_model_out(models: Path) -> None:
    found = ranked(
        models, "tiny", "tiny_bert_absent", evidence=Evidence(["sol ⵣⵣⵣ"]), limits=Limits(least_script_coverage=0.5)
    )
    assert found[0].reference == "tiny"  # three of six letters are known
    with pytest.raises(UserError, match=r"knows 50\.0% of the text's letters, less than 60\.0%"):
        ranked(models, "tiny", evidence=Evidence(["sol ⵣⵣⵣ"]), limits=Limits(least_script_coverage=0.6))


def test_a_model_that_needs_too_much_memory_is_not_loaded(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lowres.selection.rank.load_pretrained", lambda *_, **__: pytest.fail("it was loaded"))
    with pytest.raises(UserError, match="no candidate model is within the limits"):
        ranked(models, "tiny", limits=Limits(memory_gb=0.0001))


def test_a_model_that_cannot_be_loaded_has_a_place_by_the_catalogue_if_asked(models: Path) -> None:
    asked = ("xlm-roberta-base", "two_sided", "cis-lmu/glot500-base", "roberta-base", "./absent")
    found = ranked(models, *asked, by_facts=True)
    assert [one.reference for one in found] == [
        "two_sided",
        "cis-lmu/glot500-base",  # trained on Wolof
        "xlm-roberta-base",  # trained on many languages in Latin script
        "roberta-base",  # on English alone
        "./absent",
    ]
    assert [one.place and one.place.value for one in found] == [1.0, 2.0, 3.0, 4.0, None]
    assert "it was trained on" in found[1].reason()
    assert "It cannot be loaded: 'cis-lmu/glot500-base' cannot be had" in found[1].reason()
    assert "it was not trained on" in found[2].reason()


def test_by_facts_no_model_need_be_loadable(models: Path) -> None:
    [found] = ranked(models, "xlm-roberta-base", by_facts=True)
    assert found.score is None


def test_labels_of_one_class_are_refused_before_any_model_is_loaded(
    models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lowres.selection.rank.resolve_model", lambda *_: pytest.fail("a model was looked up"))
    alike: list[Labelled] = [LabelledText(str(number), "sol", "thing") for number in range(3)]
    with pytest.raises(UserError, match="takes two at least, but the 3 labelled examples have only 'thing'"):
        ranked(models, "tiny", evidence=labelled(alike), scorer=HScore())


def test_a_scorer_without_what_it_needs_is_refused(models: Path) -> None:
    with pytest.raises(UserError, match=r"pair_retrieval needs sentences with their translations, and there are none"):
        ranked(models, "tiny", evidence=Evidence(["sol"]), scorer=PairRetrieval())


def test_models_of_like_score_are_told_to_be_unsure(models: Path) -> None:
    found = ranked(models, "tiny", "two_sided", evidence=labelled(KINDS["texts"][:10]), scorer=Neighbours(neighbours=1))
    unsure = [one for one in found if one.place.low != one.place.high]
    assert len(unsure) in (0, 2)
    assert all("Another sample would give it place 1 to 2." in one.reason() for one in unsure)
