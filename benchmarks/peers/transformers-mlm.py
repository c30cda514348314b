"""Train a masked language model the plain way and ours, and see how much text each gets through in a second.

    LOWRES_SHARED=FOLDER make peer-transformers-mlm

writes results/peers/transformers-mlm.json. Both sides go once through the same Swahili sentences, as many in a batch,
with the same encoder (masked_language_backbone.py). The plain way is the Transformers Trainer with its own collator on
the vocabulary of 250,000 pieces: logits at every position, random batches, fp32. Ours has a vocabulary of its own,
logits at masked positions, batches of like length, and bfloat16 where the machine has it; each is also shown alone.
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from environment import python_with
from kept import sum_of_files
from languages import BACKBONE, make_backbone, texts
from measured import run_side
from result import ROOT, Row, write_result

from lowres.files import whole_folder, write_text
from lowres.models.pretrained import load_pretrained, save_pretrained
from lowres.models.sentences import tokenize
from lowres.vocabulary.initialisers.mean import MeanOfPieces
from lowres.vocabulary.initialisers.source import Knowledge
from lowres.vocabulary.learn import learn_vocabulary
from lowres.vocabulary.replace import replace

VERSION = "4.57.6"
PACKAGES = ("torch==2.13.0", f"transformers=={VERSION}", "accelerate>=1.10", "sentencepiece==0.2.3", "protobuf")
RUNS = ROOT / "runs" / "peer_transformers_mlm"
LANGUAGE = "Swahili"
PIECES = 8_000
SENTENCES, BATCH, LONGEST = 256, 16, 128
REPEATS = 2


@dataclass(frozen=True)
class Way:
    """One way of training: which model, and which of our savings."""

    model: Path
    logits: str = "everywhere"
    batches: str = "random"
    precision: str = "fp32"

    def arguments(self, text: Path) -> list[str]:
        """For our side's script."""
        return [str(self.model), str(text), str(BATCH), self.logits, self.batches, self.precision]


def main() -> None:
    """Measure both sides, then each saving alone."""
    plain = python_with("transformers-mlm", PACKAGES)
    make_backbone(RUNS)
    text, small = prepared()
    whole = Way(small, "masked", "bucketed", "auto")
    alone = {
        "nothing": Way(BACKBONE),
        "masked_positions": Way(BACKBONE, logits="masked"),
        "vocabulary": Way(small),
        "buckets": Way(BACKBONE, batches="bucketed"),
        "bf16": Way(BACKBONE, precision="auto"),
    }
    theirs, ours, memory = [], [], {}
    for _ in range(REPEATS):
        theirs.append(told("plain", plain, "their_mlm.py", [str(BACKBONE), str(text), str(BATCH)]))
        ours.append(told("all savings", Path(sys.executable), "our_mlm.py", whole.arguments(text)))
    memory["theirs"] = told("plain", plain, "their_mlm.py", [str(BACKBONE), str(text), str(BATCH)], sampled=True)
    memory["ours"] = told("all savings", Path(sys.executable), "our_mlm.py", whole.arguments(text), sampled=True)
    single = {name: told(name, Path(sys.executable), "our_mlm.py", way.arguments(text)) for name, way in alone.items()}
    say(f"wrote {write_result('transformers-mlm', VERSION, rows_of(text, (ours, theirs), memory, single))}")


def prepared() -> tuple[Path, Path]:
    """The sentences, none too long for either tokenizer, and the model with a vocabulary of its own."""
    text, small = RUNS / "text.txt", RUNS / "replaced"
    known = texts(RUNS)[LANGUAGE].training
    pretrained = load_pretrained(BACKBONE)
    lengths = [len(ids) for ids in tokenize(pretrained.tokenizer, known, max_tokens=10_000)]
    short = [sentence for sentence, length in zip(known, lengths, strict=True) if length <= LONGEST]
    write_text(text, "\n".join(short[:SENTENCES]) + "\n")
    if not small.exists():
        say(f"learning {PIECES:,} pieces")
        pieces = learn_vocabulary(known, pretrained.tokenizer, PIECES).pieces
        changed = replace(pretrained, pieces, MeanOfPieces(), Knowledge(), torch.Generator())
        with whole_folder(small) as folder:
            save_pretrained(changed.pretrained, folder)
    return text, small


def told(what: str, python: Path, script: str, arguments: list[str], sampled: bool = False) -> dict[str, Any]:
    """What a side's run tells."""
    found = run_side(python, script, arguments, sampled)
    say(f"{what}: {json.dumps(found)}")
    return found


def rows_of(
    text: Path,
    timed: tuple[list[dict[str, Any]], list[dict[str, Any]]],
    memory: dict[str, dict[str, Any]],
    single: dict[str, dict[str, Any]],
) -> list[Row]:
    """The result's rows: everything together, then each saving alone."""
    characters = len(text.read_text(encoding="utf-8").replace("\n", ""))
    ours, theirs = (characters / min(run["seconds"] for run in runs) for runs in timed)
    what = (
        f"{LANGUAGE}, {SENTENCES} sentences, {characters:,} characters, {BATCH} in a batch, one pass with optimiser; "
        f"text {sum_of_files([text])[:12]}"
    )
    savings = f"{PIECES:,} pieces, masked positions, buckets, {single['bf16']['precision']}"
    best = f"{what}; least of {REPEATS} in turn; {savings}"
    our_peak, their_peak = (memory[side]["peak_process_mb"] for side in ("ours", "theirs"))
    return [
        Row("characters_per_second", "characters/s", ours, theirs, best),
        Row("peak_memory_mb", "MB", our_peak, their_peak, f"{what}; the whole process, model and libraries included"),
        *(
            Row(
                f"characters_per_second_{name}", "characters/s", characters / run["seconds"], theirs, f"{what}; {about}"
            )
            for (name, run), about in zip(single.items(), ALONE.values(), strict=True)
        ),
    ]


ALONE = {
    "nothing": "our loop without any saving",
    "masked_positions": "only: logits at masked positions",
    "vocabulary": "only: a vocabulary of its own",
    "buckets": "only: batches of like length",
    "bf16": "only: bfloat16 where the processor has it",
}


def say(line: str) -> None:
    """Tell whoever waits."""
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
