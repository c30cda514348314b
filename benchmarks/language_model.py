"""A masked language model of one language, made of the encoder under a head (masked_language_backbone.py)."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import torch
from encoder import materials, shared
from parallel import LANGUAGES, pairs_of, text_of

from lowres.models.pretrained import Pretrained
from lowres.progress import SilentProgress
from lowres.training.adapt import AdaptationOutcome, adapt
from lowres.training.machinery import Machinery
from lowres.training.objectives.masked_language_modelling import MaskedLanguageModelling
from lowres.training.parts.everything import Everything
from lowres.training.schedule import Schedule
from lowres.training.trainer import TrainingFolder
from lowres.vocabulary.extend import extend
from lowres.vocabulary.initialisers.mean import MeanOfPieces
from lowres.vocabulary.initialisers.source import Knowledge
from lowres.vocabulary.learn import learn_pieces
from lowres.vocabulary.trim import trim

SEED = 17
PIECES = 2_000
SCHEDULE = Schedule(
    steps=400,
    batch_size=16,
    longest_sentence_tokens=64,
    learning_rate=3e-4,
    checkpoint_every_steps=100_000,
)
ENGLISH = Path("lafand-mt", "en-swa", "train.en")
KHMER = Path("khmer-news", "khm.txt")


def language_model(backbone: Pretrained, text: Sequence[str], english: Sequence[str]) -> AdaptationOutcome:
    """The backbone with what both texts use of its vocabulary and new pieces, trained as a whole on the text."""
    small = trim(backbone, [*text, *english]).pretrained
    pieces = learn_pieces(text, small.tokenizer, PIECES).pieces
    student = extend(small, pieces, MeanOfPieces(), Knowledge(text), torch.Generator().manual_seed(SEED))
    with tempfile.TemporaryDirectory() as folder:
        return adapt(
            materials(student.pretrained, [], text, SCHEDULE, SEED, Path(folder)),
            [MaskedLanguageModelling()],
            Everything(),
            Machinery(),
            TrainingFolder(Path(folder) / "checkpoints", SilentProgress(), "adapting", SEED),
        )


def lines_of(name: str) -> list[str]:
    """Running text of a language."""
    if name not in LANGUAGES:
        return file_lines(KHMER)
    return [*(target for target, _ in pairs_of(name, shared() / "corpora")), *text_of(name, shared() / "corpora")]


def english_lines() -> list[str]:
    """Running text in English."""
    return file_lines(ENGLISH)


def file_lines(file: Path) -> list[str]:
    """The lines of one file."""
    lines = (shared() / "corpora" / file).read_text(encoding="utf-8").splitlines()
    return [" ".join(line.split()) for line in lines if line.strip()]
