"""A model card in the form of the Hugging Face hub: a YAML header for programs, Markdown for people."""

import json
import re
from typing import Any

import yaml

from lowres.report.numbers import count, decimals, interval
from lowres.report.records import ModelFacts, Score
from lowres.report.run_facts import ADAPTED, UNADAPTED, RunFacts
from lowres.report.task_records import PreparedTaskFacts
from lowres.report.task_section import collapses
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
_INTERVALS = (
    "- Intervals come from a bootstrap over the test examples of one run; they do not cover the training's seed."
)
_LABEL = """\
import lowres

for found in lowres.predict(".", ["...", "..."]):  # the folder that holds this file
    print(found.label, found.probability, found.text)"""
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
        *_use(facts, model),
        "## Training data",
        _training_data(facts),
        "## Results",
        _results(facts),
        "## Limits",
        _limits(facts),
    ]
    return "\n\n".join(parts) + "\n"


def _learnt(facts: RunFacts) -> PreparedTaskFacts | None:
    """The labelled task of a run that adapted nothing else: the model is the one that labels it."""
    return facts.chain.task if facts.chain.corpus is None else None


def _use(facts: RunFacts, model: ModelFacts) -> list[str]:
    learner = facts.chain.few_shot.learner if facts.chain.few_shot else None
    labels = ["`lowres predict FOLDER TEXT` labels texts with it, and so does this:", f"```python\n{_LABEL}\n```"]
    if _learnt(facts) is not None and learner == "fine_tune":
        return [*labels, "Stock Transformers loads it too, with its head of labels."]
    encoder = [
        "Stock Transformers loads the encoder; the prefix and the pooling below belong to the model.",
        f"```python\n{_USE.format(prefix=json.dumps(model.prefix, ensure_ascii=False))}"
        f"{_NORMALISE if model.normalise else ''}\n```",
    ]
    return [*labels, *encoder] if facts.chain.few_shot else encoder


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
    values["pipeline_tag"] = _pipeline_tag(facts)
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
        if score.system == ADAPTED or (_learnt(facts) and score.system == UNADAPTED)
    ]
    if results:
        values["model-index"] = [{"name": facts.name, "results": results}]
    return values


def _pipeline_tag(facts: RunFacts) -> str:
    learnt = _learnt(facts)
    if learnt is None:
        return "feature-extraction"
    return "token-classification" if learnt.kind == "tagging" else "text-classification"


def _task_type(score: Score) -> str:
    if is_retrieval(score.task):
        return "sentence-similarity"
    if score.metric in ("span_f1", "accuracy"):
        return "token-classification"
    return "text-classification" if is_a_share(score.metric) else "fill-mask"


def _licence(facts: RunFacts, model: ModelFacts) -> dict[str, str]:
    """The licence of the base model; the corpus has its own, which stands in the text."""
    if model.licence is None:
        return {}
    name = model.licence.name.lower().replace(" ", "-")
    return {"license": name} if name in _LICENCE_IDS else {"license": "other", "license_name": model.licence.name}


def _corpus_name(facts: RunFacts) -> str:
    learnt = _learnt(facts)
    if learnt is not None:
        return learnt.name or "unknown"
    return (facts.chain.corpus.corpus.name if facts.chain.corpus else None) or "unknown"


def _origin(facts: RunFacts, model: ModelFacts) -> str:
    language = language_name(facts, facts.language) or "a language"
    learnt = _learnt(facts)
    what = "A sentence encoder adapted to" if learnt is None else f"A model that labels {_labelled(learnt)} in"
    lines = [f"{what} {_plain(language)}"]
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


def _labelled(learnt: PreparedTaskFacts) -> str:
    what = {"tagging": "words", "pair_classification": "pairs of texts"}.get(learnt.kind or "", "texts")
    return f"{what} as {', '.join(_plain(label) for label in learnt.labels)}"


def _labelled_data(learnt: PreparedTaskFacts) -> str:
    """What the task was learnt from, and under which terms."""
    lines = [f"{count(size)} labelled examples of {_plain(tag)}." for tag, size in learnt.sources.items()]
    lines.append(f"Of the language itself, up to {count(learnt.pool)} labelled examples.")
    for name, one in learnt.corpora.items():
        licence = (one.licence or {}).get("name", "unknown")
        cited = f" Please cite: {_plain(one.citation)}" if one.citation else ""
        lines.append(f"Set {_plain(name)}, licence {_plain(str(licence))}.{cited}")
    return " ".join([*lines, *map(_plain, learnt.notes)])


def _training_data(facts: RunFacts) -> str:
    learnt = _learnt(facts)
    if learnt is not None:
        return _labelled_data(learnt)
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
    if _learnt(facts) is not None:
        return "\n".join([_INTERVALS, *_fairness(facts), *_collapsed(facts)])
    lines = [
        _INTERVALS,
        "- Tested only on held-out text of the same corpus: no other genres, spellings, dialects or speech.",
        "- Languages other than the corpus's two were not tested after adaptation; the model may be worse at them now.",
        *_fairness(facts),
        "- The text may carry the views and errors of its time and sources; nothing was filtered for content.",
    ]
    classes = [one for one in facts.per_class if one.system == ADAPTED]
    if classes:
        listed = ", ".join(f"{_plain(one.label)} {decimals(one.f1)} ({task_name(facts, one.task)})" for one in classes)
        lines.insert(4, f"- F1 of each class: {listed}.")
    return "\n".join(lines)


def _collapsed(facts: RunFacts) -> list[str]:
    return [f"- {_plain(line)}" for task in facts.chain.labelled for line in collapses(facts, task)]


def _fairness(facts: RunFacts) -> list[str]:
    """Whom the model serves worst, of the groups that were measured."""
    found = [
        f"- Fairness, {_plain(task_name(facts, task.task))}, by {_plain(column)}: worst for {_plain(gap.worst)}, "
        f"{decimals(gap.difference.value)} below {_plain(gap.best)} (95 % interval "
        f"{interval(gap.difference.low, gap.difference.high)}; by chance {decimals(gap.by_chance)})."
        for task in facts.chain.labelled
        for column, one in task.fairness.items()
        if (gap := one.gap) is not None
    ]
    return found or [
        "- Fairness: only per-class numbers are available so far. Whether the model serves groups of speakers or "
        "variants of the language equally well has not been measured."
    ]


def _code(text: str) -> str:
    return f"`{re.sub(r'[`<>]', '', ' '.join(text.split()))}`"


def _plain(text: str) -> str:
    """Text that Markdown shows as it is, on one line."""
    flat = " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([\\`*_\[\]|#])", r"\\\1", flat)
