"""A tiny recipe with its corpus, model and genre task in one folder: a whole run of it takes seconds."""

import random
from pathlib import Path

from lowres.models.pretrained import Pretrained, new_record, save_pretrained
from tests import tiny

CORPUS = """
name: tiny_corpus
summary: made up for a test
licence: {name: none}
language: nah-Latn
pivot: spa-Latn
source: {kind: file, path: pairs.tsv}
reader: {format: delimited, delimiter: "\\t", columns: {target: 0, pivot: 1, document: 2}}
genre:
  classes:
    annals: {train: [annals one], test: [annals two]}
    poetry: {train: [poetry one], test: [poetry two]}
"""

SHORT = """
name: tiny_run
language: nah-Latn
pivot: spa-Latn
corpus: corpus.yaml
steps:
  - {step: prepare_corpus, held_out_pairs: 5, labels_per_class: 10, shots_per_class: 2, shot_seeds: 2}
  - {step: diagnose, candidates: [tiny]}
"""
"""Two steps that load no model."""

CHOSEN = """
name: tiny_run
language: nah-Latn
pivot: spa-Latn
corpus: corpus.yaml
steps:
  - {step: prepare_corpus, held_out_pairs: 5, labels_per_class: 10, shots_per_class: 2, shot_seeds: 2}
  - {step: select_model, candidates: [tiny], pairs: 20}
"""
"""Up to the choice of a model; more steps can be written below."""

WHOLE = """
name: tiny_run
language: nah-Latn
pivot: spa-Latn
corpus: corpus.yaml
ablations: [extend_vocabulary]
steps:
  - {step: prepare_corpus, held_out_pairs: 8, labels_per_class: 10, shots_per_class: 2, shot_seeds: 2}
  - {step: diagnose, candidates: [tiny]}
  - {step: select_model, candidates: [tiny], pairs: 20}
  - {step: extend_vocabulary, new_tokens: 12, warm_up: {steps: 3, batch_size: 8}}
  - {step: adapt, steps: 6, batch_size: 8, checkpoint_every_steps: 1}
  - {step: few_shot}
  - {step: evaluate, examples: 2}
  - {step: report}
"""
"""Every step and an ablation."""

TEXT_CORPUS = """
name: tiny_text
summary: made up for a test, and translated by nobody
licence: {name: none}
language: nah-Latn
pivot: spa-Latn
text: [{kind: file, path: lines.txt}]
"""

TEXT_ALONE = """
name: tiny_text_run
language: nah-Latn
pivot: spa-Latn
corpus: corpus.yaml
steps:
  - {step: prepare_corpus, held_out_lines: 50}
  - {step: diagnose, candidates: [tiny]}
  - {step: select_model, candidates: [tiny], pairs: 20}
  - {step: extend_vocabulary, new_tokens: 12, warm_up: {steps: 3, batch_size: 8}}
  - step: adapt
    objectives: [{method: masked_language_model}]
    train: {method: everything}
    steps: 30
    batch_size: 8
    learning_rate: 1.0e-2
  - {step: evaluate}
  - {step: report}
"""
"""Every step that a corpus without translations and without a task allows."""

DOCUMENTS = ("annals one", "annals one", "annals two", "poetry one", "poetry one", "poetry two")


def write_short(folder: Path) -> Path:
    """The recipe of two steps, with all that it names."""
    return _write(folder, SHORT)


def write_whole(folder: Path) -> Path:
    """The recipe of the whole chain, with all that it names."""
    return _write(folder, WHOLE)


def write_text_alone(folder: Path) -> Path:
    """The recipe for plain text alone, with all that it names; the model has a language-modelling head."""
    write_lines(folder / "lines.txt")
    (folder / "corpus.yaml").write_text(TEXT_CORPUS, encoding="utf-8")
    write_language_model(folder)
    path = folder / "tiny_text_run.yaml"
    path.write_text(TEXT_ALONE, encoding="utf-8")
    return path


def write_language_model(folder: Path) -> None:
    """The tiny model with a language-modelling head, in place of the one without."""
    tokenizer = tiny.unigram_tokenizer()
    model = Pretrained(tiny.bert_model(head=True), tokenizer, new_record(tokenizer, "tiny"))
    save_pretrained(model, folder / "tiny")


def _write(folder: Path, recipe: str) -> Path:
    write_pairs(folder / "pairs.tsv")
    (folder / "corpus.yaml").write_text(CORPUS, encoding="utf-8")
    tiny.model_folder(folder)
    path = folder / "tiny_run.yaml"
    path.write_text(recipe, encoding="utf-8")
    return path


def write_lines(path: Path, seed: int = 1, count: int = 500) -> None:
    """Lines of eight words, out of thirty words made of the tiny model's syllables."""
    rng = random.Random(seed)
    words = _words(rng)
    path.write_text("".join(f"{' '.join(rng.choices(words, k=8))}\n" for _ in range(count)), encoding="utf-8")


def _words(rng: random.Random) -> list[str]:
    return ["".join(rng.choices(tiny.SYLLABLES, k=3)) for _ in range(30)]


def write_pairs(path: Path, seed: int = 1, count: int = 60) -> None:
    """Pairs of sentences of eight words, either side out of thirty words made of the tiny model's syllables."""
    rng = random.Random(seed)
    words = [_words(rng) for _ in range(2)]
    rows = [[" ".join(rng.choices(side, k=8)) for side in words] for _ in range(count)]
    lines = [f"{target}\t{pivot}\t{DOCUMENTS[place % 6]}\n" for place, (target, pivot) in enumerate(rows)]
    path.write_text("".join(lines), encoding="utf-8")
