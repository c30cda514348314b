"""What all methods and steps share: parameters that are frozen, typed and never misspelt."""

from pydantic import BaseModel, ConfigDict


class Parameters(BaseModel):
    """Typed values read from a recipe; an unknown key is an error, and nothing changes afterwards."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False, use_attribute_docstrings=True)


class Method(Parameters):
    """One interchangeable way of doing something; each carries a literal field `method`, its name in recipes."""
