"""Running text of three languages, and sentences that are not in it."""

import os
import random
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from result import ROOT

from lowres.data.corpus import corpus_file, load_corpus
from lowres.data.prepare import PreparationParameters, PreparedCorpus, prepare
from lowres.errors import CorpusError
from lowres.progress import SilentProgress

BACKBONE = ROOT / "runs" / "masked_language_backbone"
SEED = 17
HELD_OUT = 300
MOST_TRAINING_BYTES = 1_920_000
SWAHILI = ("corpora/lafand-mt/en-swa/train.swa",)
AMHARIC = tuple(
    f"corpora/amharic-english-mt/Amharic_English_{part}/amharic.txt" for part in ("News", "Legal", "History")
)
ENGLISH = ("corpora/lafand-mt/en-swa/train.en", "corpora/nllb-seed/eng_Latn")


@dataclass(frozen=True)
class Text:
    """Sentences of a language, none of them in both lists."""

    training: list[str]
    held_out: list[str]


def texts(folder: Path) -> dict[str, Text]:
    """By the name of the language; the folder keeps the prepared Nahuatl corpus."""
    axolotl = _axolotl(folder)
    return {
        "Nahuatl": _held_apart(
            (pair.target for pair in axolotl.training_pairs()), (pair.target for pair in axolotl.held_out_pairs())
        ),
        "Swahili": _split(SWAHILI),
        "Amharic": _split(AMHARIC),
    }


def make_backbone(folder: Path) -> None:
    """Make the encoder with a head, of the languages that it knows, unless it is there."""
    script = ROOT / "benchmarks" / "masked_language_backbone.py"
    subprocess.run([sys.executable, script, BACKBONE, "--text", *known_languages(folder)], check=True)


def known_languages(folder: Path) -> list[Path]:
    """Files of English and Spanish, which the encoder knows well; no sentence's Nahuatl is held out."""
    spanish = folder / "spanish.txt"
    if not spanish.is_file():
        lines = (pair.pivot for pair in _axolotl(folder).training_pairs())
        spanish.write_text("\n".join(_tidy(lines)) + "\n", encoding="utf-8")
    return [*(shared() / name for name in ENGLISH), spanish]


def shared() -> Path:
    """The folder of corpora that LOWRES_SHARED names."""
    named = os.environ.get("LOWRES_SHARED")
    if not named or not Path(named).is_dir():
        sys.exit("LOWRES_SHARED must name the folder of corpora (see CONTRIBUTING.md); Swahili and Amharic are in it.")
    return Path(named)


def _axolotl(folder: Path) -> PreparedCorpus:
    try:
        return PreparedCorpus(folder / "axolotl")
    except CorpusError:
        path = corpus_file("axolotl", Path.cwd())
        corpus = load_corpus(path)
        parameters = PreparationParameters(development_pairs=0)
        return prepare(corpus, path.parent, parameters, SEED, folder / "axolotl", SilentProgress())


def _split(names: Iterable[str]) -> Text:
    lines = _tidy(line for name in names for line in (shared() / name).read_text(encoding="utf-8").splitlines())
    random.Random(SEED).shuffle(lines)
    return _held_apart(lines[HELD_OUT:], lines[:HELD_OUT])


def _held_apart(training: Iterable[str], held_out: Iterable[str]) -> Text:
    apart = _tidy(held_out)[:HELD_OUT]
    known, used, size = set(apart), [], 0
    for line in _tidy(training):
        size += len(line.encode("utf-8")) + 1
        if line not in known and size <= MOST_TRAINING_BYTES:
            used.append(line)
    return Text(used, apart)


def _tidy(lines: Iterable[str]) -> list[str]:
    """Each line once, its white space single."""
    return list(dict.fromkeys(tidied for line in lines if (tidied := " ".join(line.split()))))
