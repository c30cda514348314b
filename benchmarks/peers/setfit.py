"""Learn topics of sentences from eight examples each, as SetFit does and as we do with English labels beside them.

    LOWRES_SHARED=FOLDER make peer-setfit

writes results/peers/setfit.json: macro-F1 and seconds, a row for each language and shot set of SIB-200 (Adelani et al.
2024). Both sides get the same encoder, the same eight examples a topic and the same test; seconds are those of
learning and of labelling the test, with the encoder loaded. Finished parts lie in runs/peer_setfit and are used again
while their inputs are the same.

Which learner is ours was chosen on development sentences: a third of the language's training sentences that are no
shots, of which no translation is learnt from.

    LOWRES_SHARED=FOLDER .venv/bin/python benchmarks/peers/setfit.py --development [--only LANGUAGE]

prints macro-F1 on these for each candidate, and looks at no test sentence. `--only` leaves out the other languages, and
then no result is written.
"""

import argparse
import random
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from environment import python_with
from kept import kept, sum_of_files
from measured import SIDES, run_side
from result import ROOT, Row, write_result

sys.path.append(str(ROOT / "benchmarks"))

from encoder import model_folder, sib200  # noqa: E402
from sib200 import ENGLISH, Topics, topics  # noqa: E402

from lowres.files import read_json, sha256_of, sha256_of_text, write_json  # noqa: E402
from lowres.metrics.classification import macro_f1  # noqa: E402

VERSION = "1.2.0"
PACKAGES = (f"setfit=={VERSION}", "torch==2.13.0", "sentencepiece==0.2.3", "protobuf")
RUNS = ROOT / "runs" / "peer_setfit"
LANGUAGES = ("swh_Latn", "yor_Latn", "hau_Latn", "wol_Latn")
SHOT_SETS = (1, 2, 3)
DEVELOPMENT_SETS = (1, 2)
SHOTS = 8
HELD_OUT = 3
"""Of the training sentences that are no shots, each third is what candidates are tried on."""
PREFIX = "query: "
"""What stands before every text that this encoder was trained on; SetFit's side is told of it."""
FOR_BOTH = ("language", "seed", "prefix", "labels", "shots", "test")
"""What SetFit's side is told: it has no use for English labels, nor for text without labels."""
OURS, THEIRS = "ours", "theirs"
SCRIPTS = {OURS: "our_setfit.py", THEIRS: "their_setfit.py"}
SPELLED: dict[str, Any] = {"method": "frozen_probe", "shot_weight": 1, "character_ngrams": {}}
CANDIDATES: dict[str, dict[str, Any]] = {
    "frozen_probe": {"method": "frozen_probe"},
    "frozen_probe, mean of layers": {"method": "frozen_probe", "layers": "mean"},
    "frozen_probe, plain": {"method": "frozen_probe", "centre_languages": False},
    "frozen_probe, n-grams": SPELLED,
    "contrastive_few_shot, 10 steps": {"method": "contrastive_few_shot", "steps": 10},
    "contrastive_few_shot, 10 steps, n-grams": {
        "method": "contrastive_few_shot",
        "shot_weight": 1,
        "steps": 10,
        "head": SPELLED,
    },
    "contrastive_few_shot, 20 steps": {"method": "contrastive_few_shot", "steps": 20},
}
CHOSEN = "frozen_probe, n-grams"


def main() -> None:
    """Measure both sides in all languages, or the candidates on development sentences."""
    wanted = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    wanted.add_argument("--only", choices=LANGUAGES, nargs="+", default=list(LANGUAGES))
    wanted.add_argument("--shot-sets", type=int, nargs="+")
    wanted.add_argument("--development", action="store_true")
    asked = wanted.parse_args()
    if asked.development:
        show_development(asked.only, asked.shot_sets or DEVELOPMENT_SETS)
        return
    shot_sets = asked.shot_sets or SHOT_SETS
    pythons = {OURS: Path(sys.executable), THEIRS: python_with("setfit", PACKAGES)}
    rows = [row for name in asked.only for shot_set in shot_sets for row in measured(name, shot_set, pythons)]
    if set(asked.only) == set(LANGUAGES) and set(shot_sets) == set(SHOT_SETS):
        say(f"wrote {write_result('setfit', VERSION, rows)}")


def show_development(languages: Sequence[str], shot_sets: Sequence[int]) -> None:
    """Print each candidate's macro-F1 on the training sentences that are no shots."""
    for name, learner in CANDIDATES.items():
        found = {
            language: [development_score(language, shot_set, learner) for shot_set in shot_sets]
            for language in languages
        }
        means = {language: statistics.fmean(one["macro_f1"] for one in scores) for language, scores in found.items()}
        seconds = statistics.fmean(one["seconds"] for scores in found.values() for one in scores)
        told = ", ".join(f"{language} {score:.3f}" for language, score in means.items())
        print(f"{name}: {statistics.fmean(means.values()):.3f} ({told}), {seconds:.1f} s")


def development_score(language: str, shot_set: int, learner: dict[str, Any]) -> dict[str, float]:
    """Macro-F1 and seconds of a learner of ours where training sentences that are no shots are the test.

    Training sentences stand in the same order in all languages: those that translate this test are not learnt from.
    """
    shots, rest = drawn(language, shot_set)
    train, english = (topics(sib200(), one, "train") for one in (language, ENGLISH))
    places = rest[::HELD_OUT]
    known = at(english, [place for place in range(len(english.texts)) if place not in set(places)])
    development = at(train, places)
    return run(
        OURS, Path(sys.executable), given(language, shot_set, learner, (shots, development, known)), development.labels
    )


def measured(language: str, shot_set: int, pythons: dict[str, Path]) -> list[Row]:
    """The two rows of a shot set."""
    shots, _ = drawn(language, shot_set)
    test = topics(sib200(), language, "test")
    english = topics(sib200(), ENGLISH, "train")
    values = given(language, shot_set, CANDIDATES[CHOSEN], (shots, test, english))
    found = {side: run(side, pythons[side], values, test.labels) for side in SCRIPTS}
    where = (
        f"SIB-200 {language}, shot set {shot_set}, {SHOTS} examples a topic, {len(test.texts)} test sentences; "
        f"ours: {CHOSEN} with {len(values['source_train'])} English labels too"
    )
    units = {"macro_f1": "macro-F1", "seconds": "s"}
    return [Row(what, unit, found[OURS][what], found[THEIRS][what], where) for what, unit in units.items()]


def drawn(language: str, shot_set: int) -> tuple[Topics, list[int]]:
    """So many training sentences of each topic, and the places of all the others."""
    train = topics(sib200(), language, "train")
    order = list(range(len(train.texts)))
    random.Random(shot_set).shuffle(order)
    chosen = {
        place
        for label in sorted(set(train.labels))
        for place in [one for one in order if train.labels[one] == label][:SHOTS]
    }
    return at(train, [place for place in order if place in chosen]), [one for one in order if one not in chosen]


def at(found: Topics, places: Sequence[int]) -> Topics:
    """The sentences at these places."""
    return Topics([found.texts[place] for place in places], [found.labels[place] for place in places])


def given(
    language: str, shot_set: int, learner: dict[str, Any], parts: tuple[Topics, Topics, Topics]
) -> dict[str, Any]:
    """What a side is told of shots, test and English, and no label of the test."""
    shots, test, english = parts
    development = topics(sib200(), ENGLISH, "dev")
    return {
        "learner": learner,
        "language": language,
        "source": ENGLISH,
        "seed": shot_set,
        "prefix": PREFIX,
        "labels": sorted(set(english.labels)),
        "shots": rows_of(shots),
        "source_train": rows_of(english),
        "source_development": rows_of(development),
        "unlabelled": topics(sib200(), language, "train").texts,
        "test": test.texts,
    }


def rows_of(known: Topics) -> list[tuple[str, str]]:
    """Sentences with their topics."""
    return list(zip(known.texts, known.labels, strict=True))


def run(side: str, python: Path, values: dict[str, Any], gold: Sequence[str]) -> dict[str, float]:
    """Let a side learn and label: its macro-F1 and its seconds."""
    ours = [*(ROOT / "lowres" / "transfer").rglob("*.py"), *(ROOT / "lowres" / "models").glob("*.py")]
    sources = [SIDES / "signals.py", SIDES / SCRIPTS[side], *(ours if side == OURS else [])]
    told = values if side == OURS else {name: value for name, value in values.items() if name in FOR_BOTH}
    learner = values["learner"] if side == OURS else PACKAGES
    inputs = (sum_of_files(sources), sha256_of(model_folder() / "model.safetensors"), learner, told, list(gold))
    folder = RUNS / side / values["language"] / str(values["seed"])

    def make() -> dict[str, float]:
        write_json(folder / "given.json", told)
        took = run_side(
            python, SCRIPTS[side], [model_folder(), folder / "given.json", folder / "said.json"], sampled=False
        )
        score = macro_f1(gold, read_json(folder / "said.json"), values["labels"])
        say(f"{values['language']}, set {values['seed']}, {side}: {score:.4f} in {took['seconds']:.1f} s")
        return {"macro_f1": round(score, 4), "seconds": round(took["seconds"], 2)}

    name = sha256_of_text(repr((values["learner"] if side == OURS else None, len(gold))))[:8]
    found: dict[str, float] = kept(folder / f"{name}.json", inputs, make)
    return found


def say(line: str) -> None:
    """Tell whoever waits."""
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
