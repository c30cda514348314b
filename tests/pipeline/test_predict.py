from pathlib import Path

import pytest

from lowres.errors import UserError
from lowres.pipeline.predict import predict
from tests.pipeline.conftest import Whole

TEXTS = ["calli tonal", "atl in tla", ""]


def test_every_text_gets_one_of_the_labels_and_a_probability(whole: Whole) -> None:
    found = predict(whole.out, TEXTS)
    assert [one.text for one in found] == TEXTS
    assert {one.label for one in found} <= {"annals", "poetry"}
    assert all(0.5 <= one.probability <= 1 for one in found)  # the likelier of two


def test_the_model_folder_gives_the_same_as_the_run_folder(whole: Whole) -> None:
    assert predict(whole.out / "model", TEXTS) == predict(str(whole.out), TEXTS)


def test_no_text_gives_no_label(whole: Whole) -> None:
    assert predict(whole.out, []) == []


def test_a_run_that_is_not_finished_is_refused(whole: Whole, tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "absent", whole.out / "05-adapt"):
        with pytest.raises(UserError, match="holds no finished model with a learnt task. Finish the run first"):
            predict(folder, TEXTS)
