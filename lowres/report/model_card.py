"""A model card in the form of the Hugging Face hub: a YAML header for programs, Markdown for people."""

import json
import re
from typing import Any

import yaml

from lowres.report.numbers import count, decimals, interval
from lowres.report.records import ModelFacts, Score
from lowres.report.run_facts import ADAPTED, RunFacts
from lowres.report.verdict import paired_test_in_words, sentence
from lowres.report.wording import is_a_share, is_retrieval, language_name, metric_name, system_name, task_name

_HUB_NAME = re.compile(r"^[\w.-]+/[\w.-]+$")
_LICENCE_IDS = {"apache-2.0", "mit", "mpl-2.0", "cc-by-4.0", "cc-by-sa-4.0", "cc0-1.0", "cc-by-nc-4.0", "gpl-3.0"}
_METRICS = {"rank1": "accuracy", "macro_f1": "f1"}
_USE = """\
import torch
from transformers import AutoModel, AutoTokenizer

folder = "."  # the folder that holds this file
tokenizer = AutoTokenizer.from_pretrained(folder)
model = AutoModel.from_pretrained(folder).eval()

sentences = [{prefix} + sentence for sentence in ["...", "..."]]
batch = tokenizer(sentences, padding=True, truncation=True, return_tensors="pt")
with torch.inference_mode():
    hidden = model(**batch).last_hidden_state  # [sentences, tokens, hidden]
mask = batch["attention_mask"].unsqueeze(-1)
vectors = (hidden * mask).sum(1) / mask.sum(1)  # the mean over tokens"""
_NORMALISE = "\nvectors = torch.nn.functional.normalize(vectors, dim=-1)  # a dot product is now a cosine"


def model_card(facts: RunFacts) -> str:
    """The whole README.md; parts the run does not know are left out or said to be unknown."""
    model = facts.model or ModelFacts()
    parts = [
        f"---\n{yaml.safe_dump(header(facts, model), sort_keys=False, allow_unicode=True)}---",
        f"# {_plain(facts.name)}",
        _plain(sentence(facts)),
        _origin(facts, model),
        "## How to use",
        "Stock Transformers loads it; the prefix and the pooling below belong to the model.",
        f"```python\n{_USE.format(prefix=json.dumps(model.prefix, ensure_ascii=False))}"
        f"{_NORMALISE if model.normalise else ''}\n```",
        "## Training data",
        _training_data(facts),
        "## Results",
        _results(facts),
        "## Limits",
        _limits(facts),
    ]
    return "\n\n".join(parts) + "\n"


def header(facts: RunFacts, model: ModelFacts) -> dict[str, Any]:
    """The YAML header; a key whose value the hub would refuse is left out."""
    values: dict[str, Any] = {}
    languages = [tag.split("-")[0] for tag in (facts.language, facts.pivot) if tag]
    if languages:
        values["language"] = languages
    values |= _licence(facts, model)
    if model.base_model and _HUB_NAME.match(model.base_model):
        values["base_model"] = model.base_model
    values["library_name"] = "transformers"
    values["pipeline_tag"] = "feature-extraction"
    values["tags"] = ["low-resource-languages", "sentence-embeddings", "cross-lingual", "lowres"]
    values["metrics"] = sorted({_METRICS[score.metric] for score in facts.scores if score.metric in _METRICS})
    results = [
        {
            "task": {"type": _task_type(score)},
            "dataset": {"name": _corpus_name(facts), "type": _corpus_name(facts)},
            "metrics": [
                {
                    "type": _METRICS.get(score.metric, score.metric),
                    "value": round(score.value, 3),
                    "name": f"{task_name(facts, score.task)}, {metric_name(score.metric)}",
                }
            ],
        }
        for score in facts.scores
        if score.system == ADAPTED
    ]
    if results:
        values["model-index"] = [{"name": facts.name, "results": results}]
    return values


def _task_type(score: Score) -> str:
    if is_retrieval(score.task):
        return "sentence-similarity"
    return "text-classification" if is_a_share(score.metric) else "fill-mask"


def _licence(facts: RunFacts, model: ModelFacts) -> dict[str, str]:
    """The licence of the base model; the corpus has its own, which stands in the text."""
    if model.licence is None:
        return {}
    name = model.licence.name.lower().replace(" ", "-")
    return {"license": name} if name in _LICENCE_IDS else {"license": "other", "license_name": model.licence.name}


def _corpus_name(facts: RunFacts) -> str:
    return (facts.chain.corpus.corpus.name if facts.chain.corpus else None) or "unknown"


def _origin(facts: RunFacts, model: ModelFacts) -> str:
    language = language_name(facts, facts.language) or "a language"
    lines = [f"A sentence encoder adapted to {_plain(language)}"]
    if facts.language:
        lines[0] += f" ({_code(facts.language)})"
    if model.base_model:
        lines[0] += f", starting from {_code(model.base_model)}"
    lines[0] += f", with lowres {facts.lowres_version or '(version unknown)'}."
    vocabulary = facts.chain.vocabulary
    if vocabulary and vocabulary.added:
        lines.append(
            f"Its vocabulary has {count(vocabulary.added)} new pieces; a word takes "
            f"{decimals(facts.fertility.after, 2)} pieces instead of {decimals(facts.fertility.before, 2)}."
        )
    return " ".join(lines)


def _training_data(facts: RunFacts) -> str:
    corpus = facts.chain.corpus
    if corpus is None:
        return "This run does not say what it was trained on."
    about = corpus.corpus
    lines = [f"Corpus: {_plain(about.name or 'unnamed')}. {_plain(about.summary or '')}".strip()]
    pairs = corpus.sizes.get("training_pairs")
    if pairs:
        lines.append(f"{count(pairs)} sentence pairs after cleaning, of {count(corpus.rows_read)} rows.")
    if corpus.text and corpus.sizes.get("training_lines"):
        kept = count(corpus.sizes["training_lines"])
        lines.append(f"{kept} lines of plain text after cleaning, of {count(corpus.text.lines_read)}.")
    licence = about.licence
    lines.append(f"Licence of the corpus: {_plain(licence.name) if licence else 'unknown'}.")
    if licence and licence.commercial_use is not None:
        lines.append(f"Commercial use is {'allowed' if licence.commercial_use else 'not allowed'} by it.")
    if about.citation:
        lines.append(f"Please cite: {_plain(about.citation)}")
    return " ".join(lines)


def _results(facts: RunFacts) -> str:
    if not facts.scores:
        return "This model has not been evaluated."
    lines = [
        "| task | metric | system | score | 95 % interval | difference to unadapted |",
        "|---|---|---|---:|---:|---|",
    ]
    for score in facts.scores:
        comparison = facts.comparison(score.task, score.system, "unadapted")
        cells = (
            task_name(facts, score.task),
            metric_name(score.metric),
            system_name(score.system),
            decimals(score.value),
            interval(score.low, score.high),
            paired_test_in_words(comparison) if comparison else "–",
        )
        lines.append(f"| {' | '.join(_plain(cell) for cell in cells)} |")
    return "\n".join(lines)


def _limits(facts: RunFacts) -> str:
    lines = [
        "- Intervals come from a bootstrap over the test examples of one run; they do not cover the training's seed.",
        "- Tested only on held-out text of the same corpus: no other genres, spellings, dialects or speech.",
        "- Languages other than the corpus's two were not tested after adaptation; the model may be worse at them now.",
        "- Fairness: only per-class numbers are available so far. Whether the model serves groups of speakers or "
        "variants of the language equally well has not been measured.",
        "- The text may carry the views and errors of its time and sources; nothing was filtered for content.",
    ]
    classes = [one for one in facts.per_class if one.system == ADAPTED]
    if classes:
        listed = ", ".join(f"{_plain(one.label)} {decimals(one.f1)} ({task_name(facts, one.task)})" for one in classes)
        lines.insert(4, f"- F1 of each class: {listed}.")
    return "\n".join(lines)


def _code(text: str) -> str:
    return f"`{re.sub(r'[`<>]', '', ' '.join(text.split()))}`"


def _plain(text: str) -> str:
    """Text that Markdown shows as it is, on one line."""
    flat = " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([\\`*_\[\]|#])", r"\\\1", flat)
