"""Ten African and Asian languages: sentence pairs, plain text and lexicons, below a folder as published.

Pairs are with English, but for Wolof (French) and Minangkabau (Indonesian, and some English).
"""

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

STORIES = "african-storybook"


@dataclass(frozen=True)
class Language:
    """What there is of a language."""

    sib200: str
    """Its name in SIB-200."""
    pairs: tuple[tuple[str, str], ...]
    """Files of sentences in the language and in the pivot, line by line."""
    stories: str = ""
    """Its folder of stories that are told in English too, paragraph by paragraph."""
    text: tuple[str, ...] = ()
    """Files of plain text."""
    lexicons: tuple["Lexicon", ...] = ()
    """Words and names with their translations."""
    respell: Mapping[str, str] = field(default_factory=dict)
    """Signs that the pairs and other writers spell differently, and one spelling for both."""
    known: bool = False
    """Whether XLM-R, from which the encoder comes, was trained on it (Conneau et al. 2020, arXiv 1911.02116)."""


@dataclass(frozen=True)
class Lexicon:
    """A table of words, tabs between its columns."""

    file: str
    column: int = 0
    """Of the language's words."""
    translation: int = 1
    header_lines: int = 0


def _gatitos(code: str) -> Lexicon:
    return Lexicon(f"gatitos/{code}_en.tsv")


def _names(code: str) -> Lexicon:
    """CLDR's names of places, languages and scripts."""
    return Lexicon(f"cldr-names/en-{code}.tsv", 1, 0)


def _lafand(language: str, *splits: str, pivot: str = "en") -> tuple[tuple[str, str], ...]:
    folder = f"lafand-mt/{pivot}-{language}"
    return tuple((f"{folder}/{split}.{language}", f"{folder}/{split}.{pivot}") for split in splits or ("train",))


def _terms(column: int) -> Lexicon:
    """Of information technology."""
    return Lexicon("elrc-ict-terms/terms.tsv", column, 0, header_lines=1)


def _amharic(part: str) -> tuple[str, str]:
    folder = f"amharic-english-mt/Amharic_English_{part}"
    return f"{folder}/amharic.txt", f"{folder}/english.txt"


def _horn(language: str) -> tuple[str, str]:
    return f"hornmt/data/{language}.txt", "hornmt/data/eng.txt"


_APOSTROPHE = {"’": "'", "‘": "'"}
_PLAIN_HAUSA = {"ƙ": "k", "ɗ": "d", "ɓ": "b", "ƴ": "'y"}
_KIRUNDI = _gatitos("rn")  # its speakers and those of Kinyarwanda understand each other
_BATCHES = ("one", "two", "three", "four", "five", "six", "seven", "eight")

LANGUAGES = {
    "swh": Language(
        "swh_Latn",
        _lafand("swa"),
        "sw",
        lexicons=(_names("sw"), Lexicon("freedict/swh-eng/swh-eng.tsv")),
        known=True,
    ),
    "hau": Language(
        "hau_Latn",
        _lafand("hau"),
        "ha",
        ("common-voice-text/ha/sentence-collector.txt",),
        (_names("ha"),),
        respell=_APOSTROPHE | _PLAIN_HAUSA,
        known=True,
    ),
    "yor": Language(
        "yor_Latn",
        _lafand("yor"),
        "yo",
        ("yoruba-text/Iroyin/news_sites.txt",),
        (_names("yo"),),
        respell={"\u0329": "\u0323"},
    ),
    "ibo": Language(
        "ibo_Latn",
        _lafand("ibo"),
        lexicons=(_names("ig"), Lexicon("igbo-api-dictionary/ig-en.tsv")),
        respell=_APOSTROPHE,
    ),
    "amh": Language(
        "amh_Ethi",
        (_amharic("News"), _amharic("History"), _horn("amh"), *_lafand("amh", "dev", "test")),
        "am",
        lexicons=(_names("am"), _terms(1)),
        known=True,
    ),
    "kin": Language(
        "kin_Latn",
        _lafand("kin", "dev", "test"),
        "rw",
        ("common-voice-text/rw/sentence-collector.txt",),
        (_names("rw"), _KIRUNDI, Lexicon("libreoffice-ui/en-rw.tsv", 1, 0)),
        respell=_APOSTROPHE,
    ),
    "lug": Language(
        "lug_Latn",
        _lafand("lug"),
        "lg",
        tuple(f"common-voice-text/lg/lug-batch-{number}.txt" for number in _BATCHES),
        (_names("lg"), _gatitos("lg")),
        _APOSTROPHE,
    ),
    "wol": Language(
        "wol_Latn",
        _lafand("wol", pivot="fr"),
        lexicons=(_names("wo"), _gatitos("wo"), Lexicon("freedict/wol-fra/wol-fra.tsv")),
        respell={"ó": "o"},
    ),
    "tir": Language(
        "tir_Ethi",
        (("tigrinya-volunteers/TI_volunteers", "tigrinya-volunteers/EN_volunteers"), _horn("tir")),
        lexicons=(_names("ti"), _gatitos("ti"), _terms(2)),
    ),
    "min": Language(
        "min_Latn",
        (("minang-nlp/translation/wiki_data/src_train.txt", "minang-nlp/translation/wiki_data/tgt_train.txt"),),
        lexicons=(_gatitos("min"),),
    ),
}


def pairs_of(name: str, corpora: Path) -> list[tuple[str, str]]:
    """Sentences of the language with their translations, each pair once."""
    language = LANGUAGES[name]
    found = [pair for target, pivot in language.pairs for pair in _aligned(corpora / target, corpora / pivot)]
    if language.stories:
        found += _stories(corpora / STORIES, language.stories)
    if name == "min":
        found += _minangkabau_and_english(corpora / "nusax-lexicon" / "mt" / "train.csv")
    return list(dict.fromkeys((target, pivot) for target, pivot in map(_tidy, found) if target and pivot))


def text_of(name: str, corpora: Path) -> list[str]:
    """Plain text of the language, beside its side of the pairs."""
    lines = (line for file in LANGUAGES[name].text for line in _lines(corpora / file))
    return list(dict.fromkeys(" ".join(line.split()) for line in lines if line.strip()))


def lexicon_of(name: str, corpora: Path) -> list[tuple[str, str]]:
    """Words and names of the language with their English."""
    found = (
        (row[one.column], _gloss(row[one.translation]))
        for one in LANGUAGES[name].lexicons
        for row in _rows(corpora / one.file, 1 + max(one.column, one.translation))[one.header_lines :]
    )
    return list(dict.fromkeys((target, pivot) for target, pivot in map(_tidy, found) if target and pivot))


def _gloss(definition: str) -> str:
    """The first of several, without examples."""
    return re.split("[,;]", definition, maxsplit=1)[0]


def _tidy(pair: tuple[str, str]) -> tuple[str, str]:
    return " ".join(pair[0].split()), " ".join(pair[1].split())


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines()


def _aligned(target: Path, pivot: Path) -> Iterable[tuple[str, str]]:
    return zip(_lines(target), _lines(pivot), strict=True)


def _rows(file: Path, columns: int) -> list[list[str]]:
    return [row for line in _lines(file) if not line.startswith("#") and len(row := line.split("\t")) >= columns]


def _stories(folder: Path, language: str) -> list[tuple[str, str]]:
    """Paragraphs of stories that have equally many in both languages."""
    target, english = (
        {file.name[:4]: _paragraphs(file) for file in sorted((folder / one).glob("*.md"))} for one in (language, "en")
    )
    both = [(target[number], english[number]) for number in sorted(target.keys() & english.keys())]
    return [pair for one, other in both if len(one) == len(other) for pair in zip(one, other, strict=True)]


def _paragraphs(file: Path) -> list[str]:
    parts = re.split(r"\n##+[^\n]*\n|\n\n", file.read_text(encoding="utf-8"))
    return [part.strip() for part in parts if part.strip() and not part.startswith("#")]


def _minangkabau_and_english(file: Path) -> list[tuple[str, str]]:
    with file.open(encoding="utf-8", newline="") as rows:
        return [(row["minangkabau"], row["english"]) for row in csv.DictReader(rows)]
