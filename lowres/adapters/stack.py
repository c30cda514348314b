"""Which of a model's adapters work, and in which order: a language below, a task above."""

from lowres.errors import UserError
from lowres.models.attached_adapters import active_adapters, set_active
from lowres.models.pretrained import Pretrained


def activate(pretrained: Pretrained, *names: str) -> None:
    """Let these adapters work, each upon the one before it, and no other; without names, none.

    Raises:
        UserError: if the model has no adapter of one of the names.
    """
    set_active(pretrained.model, names)


def swap(pretrained: Pretrained, old: str, new: str) -> None:
    """Put one adapter in the place of another: a task learnt upon one language's is then tried upon another's.

    So zero-shot transfer works in MAD-X (Pfeiffer et al. 2020, arXiv 2005.00052).

    Raises:
        UserError: if `old` is not at work, or the model has no adapter `new`.
    """
    active = active_adapters(pretrained.model)
    if old not in active:
        listed = ", ".join(active) or "none"
        raise UserError(f"no adapter '{old}' is at work, but: {listed}. Name one of them, or activate it first.")
    set_active(pretrained.model, [new if name == old else name for name in active])
