"""What every augmenter must keep to, in every script."""

import os
import random
import subprocess
import sys
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import TypeAdapter, ValidationError

from lowres.augmentation.augmenters import AugmenterMethod
from lowres.augmentation.augmenters.augmenter import Augmenter, Materials
from lowres.augmentation.integrity import Spelling, damage
from lowres.augmentation.sentence import Sentence
from lowres.augmentation.translators.own import Own
from lowres.augmentation.translators.seq2seq import Seq2Seq
from lowres.augmentation.words import split
from lowres.errors import UserError
from tests.augmentation import with_a_model
from tests.augmentation.sentences import LEXICON, RULES, TAGGED, TEXTS, WORD_CLASSES

METHODS = get_args(get_args(AugmenterMethod)[0])
UNSPACED = {"Khmr", "Thai", "Hani"}


@pytest.fixture(params=METHODS, ids=lambda cls: cls.model_fields["method"].default)
def cls(request: pytest.FixtureRequest) -> type[Augmenter]:
    return request.param  # type: ignore[no-any-return]


def made(cls: type[Augmenter], folder: Path, rate: float = 1.0) -> Augmenter:
    """One of the method, with what it requires."""
    lexicon = folder / "words.tsv"
    lexicon.write_text("".join(f"{word}\t{translation}\n" for word, translation in LEXICON), encoding="utf-8")
    name = cls.model_fields["method"].default
    own: dict[str, Any] = {
        "code_switch": {"lexicon": lexicon},
        "spelling_variants": {"letters": RULES},
        "back_translation": {"there": Own(translate=list), "back": Own(translate=said_twice)},
        "nlpaug": {"augmenter": "word.TurningAug"},
    }
    if name == "contextual":
        own[name] = {"model": str(with_a_model.folder(folder))}
    return cls(rate=rate, **own.get(name, {}))


def said_twice(texts: Sequence[str]) -> list[str]:
    return [f"{text} {text}" for text in texts]


@pytest.fixture(autouse=True)
def _nlpaug(monkeypatch: pytest.MonkeyPatch) -> None:
    with_a_model.stand_in_for_nlpaug(monkeypatch)


def texts(method: Augmenter, script: str) -> list[Sentence]:
    """Sentences of a script that the method can work on; none where it needs tags, or spaces that are not there."""
    if method.tags in ("any", "spans") or (method.needs_spaces and script in UNSPACED):
        return []
    return [split(text) for text in TEXTS[script]]


def tagged(method: Augmenter) -> list[Sentence]:
    """Tagged sentences that the method can work on."""
    kept = [] if method.tags == "none" else TAGGED
    return kept + (WORD_CLASSES if method.tags in (None, "any") else [])


def all_sentences(method: Augmenter) -> list[list[Sentence]]:
    """Sets of sentences, each by itself."""
    sets = [texts(method, script) for script in TEXTS]
    tags = tagged(method)
    return [found for found in (*sets, tags) if found]


def materials(sentences: list[Sentence]) -> Materials:
    return Materials(sentences, [], "yor-Latn")


def results(method: Augmenter, sentences: list[Sentence], seed: int = 1, times: int = 6) -> list[Any]:
    rng = random.Random(seed)
    prepared = method.prepare(materials(sentences))
    return [change for _ in range(times) for change in prepared.augment_all(sentences, rng)]


def test_changes_something_in_every_set_that_it_fits(cls: type[Augmenter], tmp_path: Path) -> None:
    method = made(cls, tmp_path)
    assert all_sentences(method)
    for sentences in all_sentences(method):
        assert not all(change.is_unchanged for change in results(method, sentences))


def test_breaks_no_grapheme_script_text_or_tag(cls: type[Augmenter], tmp_path: Path) -> None:
    for rate in (0.3, 1.0):
        method = made(cls, tmp_path, rate)
        may = {"lost_text"} if method.tags == "none" else set()  # what is written anew has other signs
        for sentences in all_sentences(method):
            prepared = method.prepare(materials(sentences))
            spelling = Spelling((one.text for one in sentences), prepared.brings())
            for change in results(method, sentences):
                assert damage(change, spelling) <= may, change


def test_says_all_that_it_changed(cls: type[Augmenter], tmp_path: Path) -> None:
    method = made(cls, tmp_path)
    for sentences in all_sentences(method):
        for change in results(method, sentences):
            places = [place for edit in change.edits for place in range(edit.start, edit.end)]
            assert places == sorted(set(places))
            assert change.is_unchanged or change.edits


def test_answers_the_same_for_the_same_seed_and_something_else_for_another(
    cls: type[Augmenter], tmp_path: Path
) -> None:
    method = made(cls, tmp_path, 0.5)
    [sentences, *_] = all_sentences(method)
    first = results(method, sentences)
    random.seed(9)
    assert results(method, sentences) == first
    assert results(method, sentences, seed=2) != first


def test_changes_nothing_at_rate_zero(cls: type[Augmenter], tmp_path: Path) -> None:
    method = made(cls, tmp_path, 0)
    for sentences in all_sentences(method):
        assert all(change.is_unchanged for change in results(method, sentences))


def test_changes_more_at_a_higher_rate(cls: type[Augmenter], tmp_path: Path) -> None:
    edited = []
    for rate in (0.2, 0.9):
        method = made(cls, tmp_path, rate)
        [sentences, *_] = all_sentences(method)
        edited.append(sum(len(change.edits) for change in results(method, sentences, times=40)))
    assert edited[0] < edited[1]


def test_leaves_the_sentences_that_it_got_alone(cls: type[Augmenter], tmp_path: Path) -> None:
    method = made(cls, tmp_path)
    [sentences, *_] = all_sentences(method)
    before = [(one.tokens, one.tags, one.joints) for one in sentences]
    results(method, sentences)
    assert [(one.tokens, one.tags, one.joints) for one in sentences] == before


def test_answers_nothing_for_no_sentence_and_leaves_an_empty_one(cls: type[Augmenter], tmp_path: Path) -> None:
    method = made(cls, tmp_path)
    [sentences, *_] = all_sentences(method)
    prepared = method.prepare(materials(sentences))
    assert prepared.augment_all([], random.Random(1)) == []
    empty = Sentence((), ()) if method.tags in ("any", "spans") else split(" … ")
    assert prepared.augment(empty, random.Random(1)).is_unchanged


def test_a_text_that_is_not_in_form_c_is_not_brought_into_it_either(cls: type[Augmenter], tmp_path: Path) -> None:
    method = made(cls, tmp_path, 0.5)
    if not texts(method, "Latn"):
        pytest.skip("works on tagged sentences alone")
    decomposed = [split(unicodedata.normalize("NFD", text)) for text in TEXTS["Latn"]]
    for change in method.prepare(materials(texts(method, "Latn"))).augment_all(decomposed, random.Random(1)):
        kept = set(range(len(change.before.tokens))) - {
            place for edit in change.edits for place in range(edit.start, edit.end)
        }
        assert {change.before.tokens[place] for place in kept} <= set(change.after.tokens)


@pytest.mark.parametrize("script", sorted(UNSPACED))
def test_a_text_without_spaces_is_worked_on_or_refused_in_words(
    cls: type[Augmenter], tmp_path: Path, script: str
) -> None:
    method = made(cls, tmp_path)
    if not method.needs_spaces:
        return
    with pytest.raises(UserError, match=f"{method.method} needs spaces between words"):
        method.prepare(Materials([split(text) for text in TEXTS[script]]))


def test_sentences_without_the_tags_that_it_needs_are_refused_in_words(cls: type[Augmenter], tmp_path: Path) -> None:
    method = made(cls, tmp_path)
    if method.tags not in ("any", "spans"):
        return
    with pytest.raises(UserError, match=f"{method.method} goes by the tags of words, but no sentence has tags"):
        method.prepare(materials([split(text) for text in TEXTS["Latn"]]))


def test_is_named_in_a_recipe_by_its_method_and_refuses_what_it_does_not_know(
    cls: type[Augmenter], tmp_path: Path
) -> None:
    reader: Any = TypeAdapter(AugmenterMethod)
    method = made(cls, tmp_path, 0.5)
    written = method.model_dump(mode="json")
    if method.method == "back_translation":  # a recipe names no callables
        method = method.model_copy(update=dict.fromkeys(("there", "back"), Seq2Seq(folder=tmp_path)))
        written = method.model_dump(mode="json")
    assert reader.validate_python(written) == method
    for wrong in ({"rate": 1.5}, {"rate": -0.1}, {"weight": 0}, {"raet": 0.5}):
        with pytest.raises(ValidationError):
            reader.validate_python({**written, **wrong})


def test_answers_the_same_in_another_process() -> None:
    code = (
        "import random; from lowres.augmentation.augmenters.augmenter import Materials\n"
        "from lowres.augmentation.augmenters.character_noise import CharacterNoise\n"
        "from lowres.augmentation.words import split; from tests.augmentation.sentences import TEXTS\n"
        "found = [split(text) for text in TEXTS['Latn']]\n"
        "ready = CharacterNoise(rate=1).prepare(Materials(found))\n"
        "print([one.after.text.encode() for one in ready.augment_all(found, random.Random(1))])"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            check=True,
            cwd=Path(__file__).parents[2],
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1
