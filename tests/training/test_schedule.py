import pytest
from pydantic import ValidationError

from lowres.training.schedule import Schedule, WarmUp


@pytest.mark.parametrize(
    "wrong",
    [{"steps": 0}, {"batch_size": 1}, {"learning_rate": 0}, {"rise": 1.1}, {"weight_decay": -0.1}, {"epochs": 3}],
)
def test_a_schedule_that_cannot_be_kept_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValidationError):
        Schedule(**wrong)


def test_a_contrast_needs_two_sentences() -> None:
    with pytest.raises(ValidationError):
        WarmUp(batch_size=1)


def test_two_budgets_are_one_too_many() -> None:
    with pytest.raises(ValidationError) as refusal:
        Schedule(tokens=1_000, minutes=5)
    assert "tokens and minutes are both given, but each says how long to train: leave one out" in str(refusal.value)
    assert refusal.value.error_count() == 1
