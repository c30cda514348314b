"""A model by its name alone, where no recipe says where names are looked up."""

from pathlib import Path

from lowres.files import default_cache
from lowres.models.pretrained import Pretrained, load_pretrained
from lowres.models.reference import resolve_model


def load_model(reference: str) -> Pretrained:
    """The model of a hub name, a folder that starts where the process runs, or `package:NAME/FILE`.

    Raises:
        UserError: if there is none, or it cannot be loaded.
    """
    return load_pretrained(resolve_model(reference, default_cache(), Path.cwd()))
