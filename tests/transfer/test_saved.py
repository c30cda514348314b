from pathlib import Path

import pytest

from lowres.errors import UserError
from lowres.files import write_json
from lowres.transfer.saved import load_fitted


def test_a_folder_without_a_task_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="holds no learnt task: it has no task.json"):
        load_fitted(tmp_path)


def test_a_form_that_nobody_knows_is_refused_with_those_that_are_known(tmp_path: Path) -> None:
    write_json(tmp_path / "task.json", {"form": "modle"})
    with pytest.raises(UserError, match="form is 'modle', but must be one of: probe, model, stack"):
        load_fitted(tmp_path)
