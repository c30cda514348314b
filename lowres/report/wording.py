"""Names of tasks, metrics, systems and steps in plain words."""

from lowres.report.run_facts import ADAPTED, RunFacts

RETRIEVAL = "retrieval"
_METRICS = {"rank1": "right at rank 1", "macro_f1": "macro-F1", "accuracy": "accuracy"}
_SIZES = {
    "training_pairs": "training pairs",
    "held_out_pairs": "held-out pairs",
    "genre_train": "labelled sentences to learn the genre from",
    "genre_test": "to test it on",
    "shot_pool": "to draw the few shots from",
}
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
    kind, _, rest = task.partition("_")
    parts = rest.split("_")
    if kind == RETRIEVAL and len(parts) == 2:
        return f"Retrieval, {language_name(facts, parts[0])} to {language_name(facts, parts[1])}"
    return ", ".join(filter(None, [kind.capitalize(), spoken(rest)]))


def metric_name(metric: str) -> str:
    """`macro-F1` for `macro_f1`."""
    return _METRICS.get(metric, spoken(metric))


def size_name(size: str) -> str:
    """`held-out pairs` for `held_out_pairs`."""
    return _SIZES.get(size, spoken(size))


def system_name(system: str) -> str:
    """`adapted, without extend vocabulary` for `adapted_without_extend_vocabulary`."""
    if system.startswith(_WITHOUT):
        return f"{ADAPTED}, without {spoken(system.removeprefix(_WITHOUT))}"
    return spoken(system)


def title(facts: RunFacts) -> str:
    """What was adapted to what, in a few words."""
    language = language_name(facts, facts.language)
    return f"{facts.name}: a model adapted to {language}" if language else facts.name
