from lowres.models.passages import Passage, outputs
from tests import tiny


def test_a_text_of_which_nothing_is_left_is_passed_on_too() -> None:
    passages = [Passage(0, []), Passage(1, [0, 2])]  # of a tokenizer that puts nothing around a text
    found = dict(outputs(tiny.pretrained(), passages, lambda given: given["attention_mask"].sum(dim=1)))
    assert {place: float(tokens) for place, tokens in found.items()} == {0: 0.0, 1: 2.0}
