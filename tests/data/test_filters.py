import pickle
import sys
from pathlib import Path
from types import ModuleType

import pytest
from pydantic import ValidationError

from lowres.data.detectors import LanguageDetector
from lowres.data.detectors.glotlid import Glotlid
from lowres.data.detectors.langid import _ALIKE, _LABELS, Langid
from lowres.data.detectors.trained import Trained
from lowres.data.filters import AnyTextFilter
from lowres.data.filters.boilerplate import Boilerplate
from lowres.data.filters.language import OtherLanguage
from lowres.data.filters.length import Length
from lowres.data.filters.repetition import Repetition
from lowres.data.filters.text_filter import KnownText, TextFilter
from lowres.errors import CorpusError
from tests.data.words import words

ENGLISH = [
    f"the house of {first} and the {second} were there" for first in ("water", "stone") for second in "abcdefghijk"
]
OWN = [words(number) for number in range(60)]
KNOWN = KnownText("nah-Latn", {"nah-Latn": OWN, "eng-Latn": ENGLISH})


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Huan in atl <b>calli</b>", "markup"),
        ("Atl &nbsp; calli", "markup"),
        ("function (x) { return x; }", "code"),
        ("www.example.org/atl calli", "addresses"),
        ("Xikijkuilo inin altepetl: nahua@example.org", None),
        ("© 2019 Altepetl", "copyright_line"),
        ("Atl | Calli | Tetl | Xochitl", "menu"),
        ("1904 - 12/3, 55 %", "mostly_signs"),
        ("In tlatoani oquihto in tlahtolli (1904).", None),
        ("ខ្ញុំចូលចិត្តអានសៀវភៅរាល់ថ្ងៃ", None),
        ("مَرْحَبًا بِكُمْ", None),
        ("မြန်မာဘာသာစကား", None),
        ("ߒߞߏ ߞߊ߲", None),
        ("a < b & c > d atl", None),
    ],
)
def test_boilerplate_is_told_from_text_of_any_script(text: str, reason: str | None) -> None:
    assert Boilerplate().reason(text) == reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [("atl", "too_short"), ("atl calli", None), ("atl calli tetl mitl", "too_long"), ("a" * 30 + " b", "too_long")],
)
def test_a_length_is_of_words_and_of_characters(text: str, reason: str | None) -> None:
    assert Length(fewest_words=2, most_words=3, most_characters=20).reason(text) == reason


def test_the_most_is_not_less_than_the_fewest() -> None:
    with pytest.raises(ValidationError, match="most_words of at least fewest_words, 5"):
        Length(fewest_words=5, most_words=4)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("atl atl atl atl atl atl atl calli", "repeated_word"),
        ("aaaaaaaaaaaaaaaaaaaaaaaaaaa", "repeated_character"),
        ("in atl in tepetl in calli in tetl", None),  # half of the words, and no more
        ("atl atl atl", None),
    ],
)
def test_what_says_the_same_over_and_over_is_dropped(text: str, reason: str | None) -> None:
    assert Repetition().reason(text) == reason


@pytest.mark.parametrize("one", [Length(), Boilerplate(), Repetition(), OtherLanguage()], ids=lambda one: one.method)
def test_what_judges_can_be_sent_to_another_process(one: TextFilter) -> None:
    judge = pickle.loads(pickle.dumps(one.judge(KNOWN)))
    assert judge([OWN[0], *ENGLISH[:1]])[0] is None


def test_every_filter_and_detector_is_in_its_union() -> None:
    assert "Repetition" in str(AnyTextFilter)
    assert "Langid" in str(LanguageDetector)


def test_a_detector_trained_on_the_spot_tells_the_translations_from_the_language() -> None:
    detect = Trained().learn(KNOWN)
    assert set(detect(ENGLISH)) == {"eng-Latn"}
    assert detect(OWN).count(None) >= 59  # one in a hundred of those kept out of training may be lost


def test_a_detector_learns_other_languages_from_files(tmp_path: Path) -> None:
    (tmp_path / "english.txt").write_text("\n".join(ENGLISH))
    detector = Trained(other_texts={"eng-Latn": Path("english.txt")}).located(tmp_path)
    detect = detector.learn(KnownText("nah-Latn", {"nah-Latn": OWN}))
    assert detect([ENGLISH[3], OWN[3]]) == ["eng-Latn", None]


def test_a_detector_without_another_language_says_what_to_do() -> None:
    with pytest.raises(CorpusError, match="has text of no other language.*other_texts"):
        Trained().learn(KnownText("nah-Latn", {"nah-Latn": OWN}))
    with pytest.raises(CorpusError, match="fewer than 20 texts of nah-Latn"):
        Trained().learn(KnownText("nah-Latn", {"nah-Latn": OWN[:3], "eng-Latn": ENGLISH}))


def test_short_texts_are_of_no_language() -> None:
    judge = OtherLanguage().judge(KNOWN)
    assert judge(["the house", ENGLISH[0]]) == [None, "in_eng-Latn"]


def test_langid_knows_the_codes_it_is_asked_for() -> None:
    langid = pytest.importorskip("py3langid.langid")
    labels = set(langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE).labels)
    assert set(_LABELS.values()) == labels - {"zxx"}
    assert set().union(*_ALIKE) <= labels


def test_langid_drops_another_language_and_refuses_one_that_it_does_not_know() -> None:
    pytest.importorskip("py3langid")
    detect = Langid().learn(KnownText("swh-Latn"))
    english = "The government said on Monday that the new school would be opened next year."
    swahili = "Serikali ilisema siku ya Jumatatu kwamba shule mpya itafunguliwa mwaka ujao."
    assert detect([english, swahili]) == ["en", None]
    assert Langid().faults("swh-Latn") == []
    assert "Use method: trained" in Langid().faults("wol-Latn")[0]


class FakeModel:
    """Answers as fastText does: for each text the likeliest labels, and how likely they are."""

    def get_labels(self) -> list[str]:
        return ["__label__wol_Latn", "__label__fra_Latn"]

    def predict(self, texts: list[str], k: int) -> tuple[list[list[str]], list[list[float]]]:
        french = [text.startswith("le ") for text in texts]
        labels = [[f"__label__{'fra' if one else 'wol'}_Latn"] for one in french]
        return labels, [[0.5 if "peut" in text else 0.9] for text in texts]


def test_glotlid_names_another_language_only_when_sure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fasttext = ModuleType("fasttext")
    fasttext.load_model = lambda path: FakeModel()  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "fasttext", fasttext)
    (tmp_path / "model.bin").write_bytes(b"x")
    detector = Glotlid(file=Path("model.bin")).located(tmp_path)
    detect = detector.learn(KnownText("wol-Latn"))
    assert detect(["le chat", "le chat peut", "xale yi"]) == ["fra-Latn", None, None]
    with pytest.raises(CorpusError, match="does not know nah-Latn. Use the detector trained"):
        detector.learn(KnownText("nah-Latn"))
    with pytest.raises(CorpusError, match="missing.bin: does not exist"):
        Glotlid(file=tmp_path / "missing.bin").learn(KnownText("wol-Latn"))
