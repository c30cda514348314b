"""What the step adapt says of its training."""

from typing import TYPE_CHECKING, Any

from lowres.pipeline import named_files

if TYPE_CHECKING:
    from lowres.pipeline.steps.adapt import Adapt
    from lowres.pipeline.teaching import Taught
    from lowres.training.gate import Verdict


def result_of(step: "Adapt", taught: "Taught", verdict: "Verdict | None") -> dict[str, Any]:
    """What `result.json` holds."""
    outcome, training, head = taught.outcome, taught.outcome.training, taught.start.head
    headline = f"{training.steps} steps of {step.batch_size} sentences; loss {training.loss[-1][1]:.2f} at the end"
    return {
        "headline": f"{headline}; {verdict.figures()}" if verdict and verdict.measures else headline,
        "objective": "; ".join(objective.method for objective in step.objectives),
        "objectives": _objectives(step, taught),
        "trained": step.train.method,
        "merged": getattr(step.train, "merged", None),
        "trained_parameters": outcome.trained_parameters,
        "steps": training.steps,
        "sentences": outcome.sentences,
        "tokens": outcome.tokens,
        "cut_sentences": outcome.cut_sentences,
        "epochs": _epochs(step, taught),
        "precision": training.precision,
        "loss": training.loss,
        "learning_rate": step.learning_rate,
        "resumed": training.resumed_at_step,
        "parts": outcome.parts,
        "head": {"steps": head.steps, "loss": head.loss} if head else None,
        "gate": verdict.as_values() if verdict else None,
        "leaks": taught.found.told(),
    }


def _objectives(step: "Adapt", taught: "Taught") -> list[dict[str, Any]]:
    """Each objective that got a step; the second of a kind goes by its method and a number."""
    weights: dict[str, list[float]] = {}
    for objective in step.objectives:
        weights.setdefault(objective.method, []).append(objective.weight)
    curves = taught.outcome.training.losses
    return [
        {
            "method": name,
            "weight": weights[name.partition(" ")[0]].pop(0),
            "sentences": sentences,
            "loss": curves.get(name, []),
        }
        for name, sentences in taught.outcome.sentences_of.items()
    ]


def _epochs(step: "Adapt", taught: "Taught") -> float | None:
    """How often each pair was seen, where the corpus's pairs are all that is learnt from."""
    [first, *others] = step.objectives
    alone = not others and first.needs_pairs and named_files.lexicon_of(first) is None
    return taught.outcome.sentences / taught.training_pairs if alone else None
