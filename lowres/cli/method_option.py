"""A method that an option names, or describes as a YAML mapping."""

from typing import Any

from lowres.definition import parse_yaml
from lowres.errors import UserError


def described_method(value: str, option: str) -> dict[str, Any]:
    """The mapping that a recipe would hold: `h_score` stands for `{method: h_score}`.

    Raises:
        UserError: if it is no YAML.
    """
    try:
        found = parse_yaml(value)
    except ValueError as error:
        raise UserError(f"{option} is '{value}', which is neither a name nor a YAML mapping: {error}.") from None
    return {str(key): one for key, one in found.items()} if isinstance(found, dict) else {"method": value}
