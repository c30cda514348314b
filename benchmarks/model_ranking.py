"""How well scores before any training put models in the order that a probe finds after it.

    LOWRES_SHARED=FOLDER .venv/bin/python benchmarks/model_ranking.py [--only LANGUAGE]

Encoders that need no hub (encoders.py), and variants of the multilingual one: trimmed to English, trimmed to English
and the language, and with a vocabulary of the language's own whose rows nobody trained. The truth is the accuracy on
SIB-200's test sentences of a frozen probe that learnt all training labels of the language. Scores see the training
split alone. Adds a line a language to results/model_ranking.jsonl: Spearman's correlation of each scorer with the
truth, and its regret, with 95 % intervals that resample training and test sentences.

    .venv/bin/python benchmarks/model_ranking.py --table

prints the means over languages; intervals of the means resample languages.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

import numpy as np
import torch
from encoder import sib200
from encoders import encoder_folders
from lines import add_line, has_line
from numpy.typing import NDArray
from scipy.stats import rankdata
from sib200 import ENGLISH, topics

from lowres.data.examples import LabelledText
from lowres.files import read_json_lines, whole_folder
from lowres.metrics.interval import percentile_interval
from lowres.models.pretrained import load_pretrained, load_tokenizer, save_pretrained
from lowres.progress import SilentProgress
from lowres.selection.reading import Readings, sample_of
from lowres.selection.scorers import Scorer
from lowres.selection.scorers.fertility import Fertility
from lowres.selection.scorers.scorer import Evidence, LabelledVectors, Score, VectorScorer, score_of
from lowres.transfer.learners.frozen_probe import FrozenProbe, Labelled
from lowres.vocabulary.initialisers.mean import MeanOfPieces
from lowres.vocabulary.initialisers.source import Knowledge
from lowres.vocabulary.learn import learn_vocabulary
from lowres.vocabulary.replace import replace
from lowres.vocabulary.trim import trim

ROOT = Path(__file__).parents[1]
RUNS = ROOT / "runs" / "model_ranking"
RESULTS = ROOT / "benchmarks" / "results" / "model_ranking.jsonl"
LANGUAGES = ("swh_Latn", "hau_Latn", "yor_Latn", "amh_Ethi", "wol_Latn", "quy_Latn", "mlt_Latn", "khm_Khmr")
OWN_PIECES = 600
RESAMPLES = 1_000
SEED = 17
SCORERS: list[Any] = [cls() for cls in get_args(get_args(Scorer)[0]) if cls.needs != "translations"]
Floats = NDArray[np.float64]


def main() -> None:
    """Measure every language that has no line yet, or print the table."""
    wanted = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    wanted.add_argument("--only", choices=LANGUAGES, nargs="+", default=list(LANGUAGES))
    wanted.add_argument("--table", action="store_true")
    asked = wanted.parse_args()
    if asked.table:
        print_table()
        return
    for language in asked.only:
        if not has_line(RESULTS, {"language": language}):
            add_line(RESULTS, measured(language))


def measured(language: str) -> dict[str, Any]:
    """The line of a language."""
    truths, scores = {}, {}
    for name, folder in models_for(language).items():
        truths[name], scores[name] = of_model(language, name, folder)
        print(f"{language}, {name}: probe {truths[name].mean():.3f}", file=sys.stderr, flush=True)
    names = list(truths)
    drawn_truths = resampled_truths([truths[name] for name in names])
    told = {}
    for scorer in SCORERS:
        own = [scores[name][scorer.method] for name in names]
        told[scorer.method] = {
            "scores": {name: round(score.value, 4) for name, score in zip(names, own, strict=True)},
            **agreement(own, [float(truths[name].mean()) for name in names], drawn_truths),
        }
    return {
        "language": language,
        "truth": {name: round(float(hits.mean()), 4) for name, hits in truths.items()},
        "scorers": told,
    }


def models_for(language: str) -> dict[str, Path]:
    """Every model's folder, the variants made once."""
    folders = encoder_folders()
    english, own = (topics(sib200(), name, "train").texts for name in (ENGLISH, language))
    return {
        **folders,
        "e5_trimmed_to_english": trimmed(folders["e5"], english, RUNS / "models" / ENGLISH),
        "e5_trimmed": trimmed(folders["e5"], [*english, *own], RUNS / "models" / language / "trimmed"),
        "e5_own_vocabulary": own_vocabulary(folders["e5"], own, RUNS / "models" / language / "own"),
    }


def trimmed(source: Path, texts: Sequence[str], folder: Path) -> Path:
    """The encoder with the pieces that these texts need."""
    if not folder.is_dir():
        changed = trim(load_pretrained(source), texts)
        with whole_folder(folder) as temporary:
            save_pretrained(changed.pretrained, temporary / "model")
    return folder / "model"


def own_vocabulary(source: Path, texts: Sequence[str], folder: Path) -> Path:
    """The encoder with pieces learnt from these texts, their rows at the mean of the old pieces."""
    if not folder.is_dir():
        pretrained = load_pretrained(source)
        pieces = learn_vocabulary(texts, pretrained.tokenizer, OWN_PIECES).pieces
        changed = replace(pretrained, pieces, MeanOfPieces(), Knowledge(), torch.Generator())
        with whole_folder(folder) as temporary:
            save_pretrained(changed.pretrained, temporary / "model")
    return folder / "model"


def of_model(language: str, name: str, folder: Path) -> tuple[Floats, dict[str, Score]]:
    """Whether the probe is right of each test sentence, and every score."""
    train, test = (topics(sib200(), language, split) for split in ("train", "test"))
    readings = {
        split: Readings(
            [LabelledText(str(number), text, label) for number, (text, label) in enumerate(zip(*parts, strict=True))],
            RUNS / "vectors",
        )
        for split, parts in (("train", (train.texts, train.labels)), ("test", (test.texts, test.labels)))
    }
    pretrained = load_pretrained(folder)
    known, asked = (readings[split].vectors(pretrained, folder, SilentProgress()) for split in ("train", "test"))
    last = known.of_layer(known.layers)
    probe = FrozenProbe().fit([Labelled(last, train.labels, language)], {language: last})
    said = probe.predict(asked.of_layer(asked.layers), language)
    hits = np.array([one == gold for one, gold in zip(said, test.labels, strict=True)], np.float64)
    sample = sample_of(known.mean(), readings["train"].answers)
    return hits, {scorer.method: scored(scorer, folder, sample, train.texts) for scorer in SCORERS}


def scored(scorer: Fertility | VectorScorer, folder: Path, sample: LabelledVectors, texts: Sequence[str]) -> Score:
    """What a scorer makes of a model's tokenizer, or of its vectors."""
    if isinstance(scorer, Fertility):
        return scorer.of_tokenizer(load_tokenizer(folder), Evidence(texts))
    return score_of(sample, scorer.contributions(sample))


def resampled_truths(hits: Sequence[Floats]) -> Floats:
    """The accuracy of each model in each resample of the test sentences, [models, resamples]."""
    random = np.random.default_rng(SEED)
    indices = random.integers(0, len(hits[0]), size=(RESAMPLES, len(hits[0])))
    return np.stack([one[indices].mean(axis=1) for one in hits])


def agreement(scores: Sequence[Score], truth: Sequence[float], drawn_truths: Floats) -> dict[str, Any]:
    """Spearman's correlation and the regret, with their intervals."""
    random = np.random.default_rng(SEED + 1)
    indices = random.integers(0, len(scores[0].parts), size=(RESAMPLES, len(scores[0].parts)))
    drawn = np.stack([score.resampled(indices) for score in scores])
    values, gold = np.array([score.value for score in scores]), np.array(truth)
    pairs = list(zip(drawn.T, drawn_truths.T, strict=True))
    return {
        "spearman": with_interval(spearman(values, gold), [spearman(*pair) for pair in pairs]),
        "regret": with_interval(regret(values, gold), [regret(*pair) for pair in pairs]),
    }


def spearman(scores: Floats, truth: Floats) -> float:
    """The correlation of ranks; 0 where either side is all alike."""
    ranks = rankdata(scores), rankdata(truth)
    if min(one.std() for one in ranks) == 0:
        return 0.0
    return float(np.corrcoef(*ranks)[0, 1])


def regret(scores: Floats, truth: Floats) -> float:
    """How much less than the best the model of the highest score does."""
    return float(truth.max() - truth[scores.argmax()])


def with_interval(value: float, drawn: Sequence[float]) -> dict[str, float]:
    """A value with its ends."""
    low, high = percentile_interval(np.array(drawn))
    return {"value": round(value, 4), "low": round(low, 4), "high": round(high, 4)}


def print_table() -> None:
    """The mean of every scorer over languages."""
    lines = list(read_json_lines(RESULTS))
    print(f"{len(lines)} languages, {len(lines[0]['truth'])} models each")
    print("| scorer | Spearman | regret, points of accuracy |\n|---|---|---|")
    for name in lines[0]["scorers"]:
        print(f"| {name} | {mean_of(lines, name, 'spearman')} | {mean_of(lines, name, 'regret', 100)} |")


def mean_of(lines: Sequence[Mapping[str, Any]], scorer: str, what: str, times: float = 1) -> str:
    """The mean over languages, with an interval that resamples them."""
    values = times * np.array([line["scorers"][scorer][what]["value"] for line in lines])
    drawn = values[np.random.default_rng(SEED).integers(0, len(values), size=(RESAMPLES, len(values)))].mean(axis=1)
    low, high = percentile_interval(drawn)
    return f"{values.mean():.2f} ({low:.2f} to {high:.2f})"


if __name__ == "__main__":
    main()
