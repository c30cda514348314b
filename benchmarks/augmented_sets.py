"""The sentences that augmentation is tried on: SIB-200 in 34 languages, and MasakhaNER in ten."""

from pathlib import Path

from sib200 import sentences as sib200_sentences

from lowres.augmentation.sentence import Sentence
from lowres.data.labelled.bio import follow_bio
from lowres.data.readers.conll import Conll
from lowres.data.readers.rows import TaggedRow

LONGEST_LINE_CHARACTERS = 100_000


def topics(data: Path) -> dict[str, list[str]]:
    """All 1,004 sentences of each language of SIB-200, by the set's own code."""
    folder = data / "sib200"
    languages = sorted(path.name for path in (folder / "data" / "annotated").iterdir())
    return {language: sib200_sentences(folder, language) for language in languages}


def names(data: Path, splits: tuple[str, ...] = ("train", "dev", "test")) -> dict[str, list[Sentence]]:
    """All sentences of each language of MasakhaNER 2.0, and of Amharic in 1.0, with their tags."""
    folders = sorted(path.parent for path in (data / "masakhaner").glob("**/dev.txt"))
    return {folder.name: [one for split in splits for one in _tagged(folder / f"{split}.txt")] for folder in folders}


def _tagged(path: Path) -> list[Sentence]:
    rows = Conll().read(path, LONGEST_LINE_CHARACTERS)
    return [Sentence(row.tokens, follow_bio(row.tags)) for row in rows if isinstance(row, TaggedRow)]
