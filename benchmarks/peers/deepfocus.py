"""Start a new vocabulary's rows as deepfocus does and as we do, and judge both by the same masked language model.

    LOWRES_SHARED=FOLDER make peer-deepfocus

writes results/peers/deepfocus.json. Both sides get the same encoder with a head (masked_language_backbone.py), the same
text and the same new tokenizer. Finished parts lie in runs/peer_deepfocus and are used again while their inputs are
the same; delete that folder to measure everything anew.
"""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import masked_quality
import numpy as np
import torch
from environment import python_with
from kept import kept, sum_of_files
from languages import BACKBONE, Text, make_backbone, texts
from measured import SIDES, run_side
from result import ROOT, Row, write_result

from lowres.files import read_json, sha256_of, whole_folder, write_json, write_text
from lowres.models.embeddings import read_token_rows, write_token_rows
from lowres.models.pretrained import Pretrained, load_pretrained
from lowres.vocabulary.initialisers.mean import MeanOfPieces
from lowres.vocabulary.initialisers.source import Knowledge
from lowres.vocabulary.kinds.kind import Piece
from lowres.vocabulary.learn import learn_vocabulary
from lowres.vocabulary.replace import replace

VERSION = "1.0.1"
PACKAGES = (f"deepfocus=={VERSION}", "torch==2.13.0", "transformers==4.57.6", "sentencepiece==0.2.3", "protobuf")
RUNS = ROOT / "runs" / "peer_deepfocus"
PIECES = 8_000
REPEATS = 3
SCRIPTS = {"ours": "our_focus.py", "theirs": "their_focus.py"}
OURS, THEIRS, MEAN = "ours", "theirs", "mean"


@dataclass(frozen=True)
class Language:
    """What both sides get of a language, and where its parts are kept."""

    name: str
    text: Text
    folder: Path

    def inputs(self, side: str) -> list[Path]:
        """What a side's script is given, but for the file of rows."""
        second = "pieces.json" if side == OURS else "tokenizer"
        return [BACKBONE, self.folder / "input" / second, self.folder / "input" / "training.txt"]

    def rows(self, side: str) -> Path:
        """Where a side's rows are kept."""
        return self.folder / f"{side}.npy"


def main() -> None:
    """Measure both sides in all languages."""
    pythons = {OURS: Path(sys.executable), THEIRS: python_with("deepfocus", PACKAGES)}
    make_backbone(RUNS)
    languages = [prepared(name, text) for name, text in texts(RUNS).items()]
    starts = {one.name: {side: started(one, side, pythons[side]) for side in SCRIPTS} for one in languages}
    bits = {one.name: judged(one, False) for one in languages}
    trained = {one.name: judged(one, True) for one in languages}
    times = {one.name: timed(one, pythons) for one in languages}
    rows = [
        row
        for one in languages
        for row in rows_of(one, starts[one.name], times[one.name], (bits[one.name], trained[one.name]))
    ]
    say(f"wrote {write_result('deepfocus', VERSION, rows)}")


def prepared(name: str, text: Text) -> Language:
    """Learn the new vocabulary, and write down what both sides get."""
    language = Language(name, text, RUNS / name.lower())

    def make() -> None:
        say(f"{name}: learning {PIECES:,} pieces")
        pretrained = load_pretrained(BACKBONE)
        pieces = learn_vocabulary(text.training, pretrained.tokenizer, PIECES).pieces
        changed = replaced(pretrained, pieces)
        with whole_folder(language.folder / "input") as folder:
            write_text(folder / "training.txt", "\n".join(text.training) + "\n")
            write_json(folder / "pieces.json", [(piece.text, piece.score) for piece in pieces])
            changed.tokenizer.save_pretrained(folder / "tokenizer")

    kept(language.folder / "input.json", (text, PIECES, sha256_of(BACKBONE / "tokenizer.json")), make)
    return language


def replaced(pretrained: Pretrained, pieces: list[Piece]) -> Pretrained:
    """The model with the new vocabulary, every new row and bias at the mean of its old pieces."""
    return replace(pretrained, pieces, MeanOfPieces(), Knowledge(), torch.Generator()).pretrained


def started(language: Language, side: str, python: Path) -> dict[str, Any]:
    """Start a side's rows, to be kept; how many of them are random, and how much memory it took."""

    def make() -> dict[str, Any]:
        found = run_side(python, SCRIPTS[side], [*language.inputs(side), language.rows(side)], sampled=True)
        say(f"{language.name}, {side}: {json.dumps(found)}")
        return found

    value: dict[str, Any] = kept(language.folder / f"{side}.json", inputs_of(language, [side]), make)
    return value


def timed(language: Language, pythons: dict[str, Path]) -> dict[str, dict[str, float]]:
    """The quickest run of each side, which take turns."""

    def make() -> dict[str, dict[str, float]]:
        found: dict[str, list[dict[str, float]]] = {side: [] for side in SCRIPTS}
        for side in list(SCRIPTS) * REPEATS:
            arguments = [*language.inputs(side), language.folder / "timed.npy"]
            found[side].append(run_side(pythons[side], SCRIPTS[side], arguments, sampled=False))
            say(f"{language.name}, {side}: {json.dumps(found[side][-1])}")
        return {side: min(runs, key=lambda run: run["seconds"]) for side, runs in found.items()}

    value: dict[str, dict[str, float]] = kept(
        language.folder / "timed.json", (REPEATS, inputs_of(language, list(SCRIPTS))), make
    )
    return value


def inputs_of(language: Language, sides: list[str]) -> str:
    """All that the sides' rows come from: the model, their scripts and packages, the text and the tokenizer."""
    ours = [*(ROOT / "lowres" / "vocabulary").rglob("*.py"), *(ROOT / "lowres" / "models").glob("*.py")]
    given = [path for side in sides for path in language.inputs(side)[1:]]
    files = [path for one in given for path in (one.glob("*") if one.is_dir() else [one])]
    sources = [SIDES / "signals.py", *(SIDES / SCRIPTS[side] for side in sides), *(ours if OURS in sides else [])]
    packages = "".join(PACKAGES) if THEIRS in sides else ""
    return packages + sum_of_files([*sources, *files, BACKBONE / "model.safetensors"])


def judged(language: Language, trained: bool) -> dict[str, float]:
    """Bits a character of each start on sentences held out, before or after training."""
    return {start: quality(language, start, trained) for start in (OURS, THEIRS, MEAN)}


def quality(language: Language, start: str, trained: bool) -> float:
    """Bits a character of one start."""
    text, path = language.text, language.folder / f"{start}_{'trained' if trained else 'start'}.json"

    def make() -> float:
        model = with_start(language, start)
        judge: Callable[[], float] = (
            (lambda: masked_quality.after_training(model, text.training, text.held_out))
            if trained
            else (lambda: masked_quality.at_start(model, text.held_out))
        )
        bits = judge()
        say(f"{language.name}, {start}, {'trained' if trained else 'at the start'}: {bits:.4f} bits a character")
        return bits

    rows = "" if start == MEAN else sha256_of(language.rows(start))
    tokenizer = sha256_of(language.folder / "input" / "tokenizer" / "tokenizer.json")
    setting = masked_quality.SETTING if trained else ()
    value: float = kept(path, (rows, tokenizer, sha256_of(BACKBONE / "model.safetensors"), text, setting), make)
    return value


def with_start(language: Language, start: str) -> Pretrained:
    """The model under the new vocabulary; biases of new tokens are the mean of their old pieces whatever the start."""
    pieces = [Piece(text, score) for text, score in read_json(language.folder / "input" / "pieces.json")]
    pretrained = replaced(load_pretrained(BACKBONE), pieces)
    if start != MEAN:
        before = read_token_rows(pretrained.model)
        rows = torch.from_numpy(np.load(language.rows(start)))
        write_token_rows(pretrained.model, type(before)(rows, before.output, before.bias))
    return pretrained


def rows_of(
    language: Language,
    starts: dict[str, Any],
    times: dict[str, dict[str, float]],
    bits: tuple[dict[str, float], dict[str, float]],
) -> list[Row]:
    """The language's rows of the result."""
    ours, theirs, name = starts[OURS], starts[THEIRS], language.name
    text = (
        f"{name}, {len(language.text.training):,} sentences, {PIECES:,} pieces, {ours['new_tokens']:,} of them new; "
        f"with the old single characters {len(np.load(language.rows(OURS), mmap_mode='r')):,} rows"
    )
    each, held_out = (
        f"{masked_quality.BATCH} sentences each",
        f"{name}, {len(language.text.held_out)} sentences held out",
    )
    trained = f"{held_out}, after {masked_quality.STEPS} equal steps at {masked_quality.LEARNING_RATE:g}, {each}"
    untrained = f"{held_out}, before any training"
    seconds, processor = ({side: times[side][what] for side in SCRIPTS} for what in ("seconds", "processor_seconds"))
    how = f"least of {REPEATS} in turn; processor seconds {processor[OURS]:.1f} and {processor[THEIRS]:.1f}"
    mean = "theirs is mean of pieces"
    return [
        Row("seconds", "s", seconds[OURS], seconds[THEIRS], f"{text}; {how}"),
        Row(
            "peak_memory_mb", "MB", ours["peak_memory_mb"], theirs["peak_memory_mb"], f"{text}; above the loaded model"
        ),
        Row("random_rows", "rows", ours["random_rows"], theirs["random_rows"], text),
        Row("bits_per_character_start", "bits", bits[0][OURS], bits[0][THEIRS], untrained),
        Row("bits_per_character_300", "bits", bits[1][OURS], bits[1][THEIRS], trained),
        Row("bits_per_character_start_mean", "bits", bits[0][OURS], bits[0][MEAN], f"{untrained}; {mean}"),
        Row("bits_per_character_300_mean", "bits", bits[1][OURS], bits[1][MEAN], f"{trained}; {mean}"),
    ]


def say(line: str) -> None:
    """Tell whoever waits."""
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
