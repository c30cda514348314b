"""Read a learnt task back from its folder, whatever learner wrote it."""

from pathlib import Path

from lowres.errors import UserError
from lowres.files import read_json
from lowres.transfer.fitted import FORM, TASK, Fitted


def load_fitted(folder: Path) -> Fitted:
    """What `Fitted.save` wrote.

    Raises:
        UserError: if the folder holds no learnt task, or one of a form that this version does not know.
        UntrustedModelError: see `inspect_model_folder`.
    """
    from lowres.transfer.probed_model import ProbedModel
    from lowres.transfer.stacked_model import StackedModel
    from lowres.transfer.tuned_model import TunedModel

    forms: dict[str, type[Fitted]] = {cls.form: cls for cls in (ProbedModel, TunedModel, StackedModel)}
    if not (folder / TASK).is_file():
        raise UserError(f"{folder}: holds no learnt task: it has no {TASK}. Give a folder that a learner has saved.")
    form = str(read_json(folder / TASK).get(FORM))
    if form not in forms:
        raise UserError(f"{folder / TASK}: form is '{form}', but must be one of: {', '.join(forms)}.")
    return forms[form].load(folder)
