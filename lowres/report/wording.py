"""Names of tasks, metrics, systems and steps in plain words."""

import re

from lowres.report.run_facts import ADAPTED, RunFacts

RETRIEVAL = "retrieval"
_METRICS = {
    "rank1": "right at rank 1",
    "macro_f1": "macro-F1",
    "accuracy": "accuracy",
    "span_f1": "span F1",
    "majority": "the majority label",
    "bits_per_character": "bits a character",
}
_FEWER_IS_BETTER = {"bits_per_character"}
_PARTS = {
    "everything": "the whole model",
    "body": "the body",
    "embeddings": "the embeddings",
    "new_rows": "new embedding rows alone",
    "bottleneck": "a bottleneck adapter",
    "mad_x": "a MAD-X language adapter",
    "lora": "a LoRA adapter",
    "prefix": "a prefix",
    "ia3": "an (IA)3 adapter",
}
_TASKS = {"held_out_text": "Held-out text"}
_SIZES = {
    "training_pairs": "training pairs",
    "held_out_pairs": "held-out pairs",
    "development_pairs": "development pairs",
    "training_lines": "training lines",
    "held_out_lines": "held-out lines",
    "development_lines": "development lines",
    "genre_train": "labelled sentences to learn the genre from",
    "genre_test": "to test it on",
    "shot_pool": "to draw the few shots from",
}
_NOT_REWEIGHTED = "_not_reweighted"
_SHOTS = re.compile(r"(.+)_(zero_shot|few_shot|\d+_shots|all_shots)")
"""A labelled task, and how many labels of the language itself it was learnt from."""
_WITHOUT = f"{ADAPTED}_without_"


def spoken(name: str) -> str:
    """An identifier as words: `select_model` is `select model`."""
    return name.replace("_", " ").replace("zero shot", "zero-shot").replace("few shot", "few-shot")


def language_name(facts: RunFacts, tag: str | None) -> str | None:
    """`Nahuatl` where the corpus recipe says so, otherwise the code `nah`."""
    if tag is None:
        return None
    names = facts.chain.corpus.corpus.language_names if facts.chain.corpus else {}
    code = tag.split("-")[0]
    return names.get(tag) or names.get(code) or code


def is_retrieval(task: str) -> bool:
    """Whether a task looks for the translation of a sentence."""
    return task.startswith(f"{RETRIEVAL}_")


def task_name(facts: RunFacts, task: str) -> str:
    """`Retrieval, Spanish to Nahuatl` for `retrieval_spa_nah`; `Genre, zero-shot` for `genre_zero_shot`."""
    if task in _TASKS:
        return _TASKS[task]
    kind, _, rest = task.partition("_")
    parts = rest.split("_")
    if kind == RETRIEVAL and len(parts) == 2:
        return f"Retrieval, {language_name(facts, parts[0])} to {language_name(facts, parts[1])}"
    with_shots = _SHOTS.fullmatch(task)
    if with_shots:
        name = spoken(with_shots[1])
        return f"{name[0].upper()}{name[1:]}, {spoken(with_shots[2])}"
    return ", ".join(filter(None, [kind.capitalize(), spoken(rest)]))


def metric_name(metric: str) -> str:
    """`macro-F1` for `macro_f1`."""
    return _METRICS.get(metric, spoken(metric))


def fewer_is_better(metric: str) -> bool:
    """Whether a smaller figure is the better one."""
    return metric in _FEWER_IS_BETTER


def is_a_share(metric: str) -> bool:
    """Whether the figure lies between 0 and 1, so that it can stand on one axis with others."""
    return metric not in _FEWER_IS_BETTER


def size_name(size: str) -> str:
    """`held-out pairs` for `held_out_pairs`."""
    return _SIZES.get(size, spoken(size))


def part_name(method: str) -> str:
    """`a LoRA adapter` for `lora`: what of the model was trained."""
    return _PARTS.get(method, spoken(method))


def system_name(system: str) -> str:
    """`adapted, without extend vocabulary` for `adapted_without_extend_vocabulary`."""
    if system.endswith(_NOT_REWEIGHTED):
        return f"{system_name(system.removesuffix(_NOT_REWEIGHTED))}, not reweighted"
    if system.startswith(_WITHOUT):
        return f"{ADAPTED}, without {spoken(system.removeprefix(_WITHOUT))}"
    return spoken(system)


def title(facts: RunFacts) -> str:
    """What was adapted to what, in a few words."""
    language = language_name(facts, facts.language)
    if not language:
        return facts.name
    adapted = any(score.system == ADAPTED for score in facts.scores) or not facts.chain.labelled
    return f"{facts.name}: a model adapted to {language}" if adapted else f"{facts.name}: a task learnt for {language}"
