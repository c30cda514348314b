import pytest
from pydantic import ValidationError

from lowres.pipeline.steps.extend_vocabulary import ExtendVocabulary


@pytest.mark.parametrize("given", ["auto", 1, 2_000])
def test_new_tokens_are_a_number_or_automatic(given: int | str) -> None:
    assert ExtendVocabulary(new_tokens=given).new_tokens == given


@pytest.mark.parametrize("given", ["many", 0, -1, None])
def test_another_number_of_new_tokens_is_one_mistake_with_one_message(given: object) -> None:
    with pytest.raises(ValidationError, match="must be a whole number greater than 0, or auto") as refusal:
        ExtendVocabulary.model_validate({"new_tokens": given})
    assert refusal.value.error_count() == 1
