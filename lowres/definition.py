"""Read a YAML definition into typed values, and report every mistake in it at once."""

import difflib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from lowres.errors import Fault, RecipeError, UserError

Definition = TypeVar("Definition", bound=BaseModel)


class _LoaderWithoutRepeats(yaml.SafeLoader):
    """Plain YAML values only; a key given twice is an error instead of a silent overwrite."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key '{key}' is given twice", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


def read_yaml(path: Path) -> dict[str, Any]:
    """The mapping in a YAML file.

    Raises:
        UserError: if the file is missing, is no UTF-8 text, or is no YAML mapping.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except IsADirectoryError:
        raise UserError(f"{path} is a folder, but must be a YAML file.") from None
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}. Check the path.") from None
    except UnicodeDecodeError as error:
        raise UserError(f"{path} is not UTF-8 text (byte {error.start}). Save it as UTF-8.") from None
    try:
        value = yaml.load(text, _LoaderWithoutRepeats)  # noqa: S506  (a SafeLoader)
    except yaml.YAMLError as error:
        raise UserError(f"{path} is not valid YAML: {' '.join(str(error).split())}") from None
    if not isinstance(value, dict):
        raise UserError(f"{path} must hold `key: value` lines, but holds {type(value).__name__}.")
    return value


def validate(cls: type[Definition], value: Mapping[str, Any], source: str) -> Definition:
    """The typed definition, or one RecipeError that names every fault by its address."""
    try:
        return TypeAdapter(cls).validate_python(value)
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=True)
        raise RecipeError(source, [_fault(detail, value, cls) for detail in details]) from None


def nearest(word: str, allowed: Sequence[str]) -> str:
    """` Did you mean 'x'?` where something allowed is close to the word, otherwise nothing."""
    matches = difflib.get_close_matches(word, allowed, n=1, cutoff=0.5)
    return f" Did you mean '{matches[0]}'?" if matches else ""


def one_of(allowed: Sequence[str]) -> str:
    """`one of: a, b, c`, for messages."""
    return f"one of: {', '.join(allowed)}"


def _fault(detail: ErrorDetails, root: Mapping[str, Any], cls: type[BaseModel]) -> Fault:
    address, owner = _address(detail["loc"], root)
    if detail["type"] == "extra_forbidden":
        allowed = _allowed_keys(cls, root, detail["loc"])
        word = str(detail["loc"][-1])
        return Fault(address, f"is not a known key; allowed: {', '.join(allowed)}.{nearest(word, allowed)}")
    if detail["type"] == "missing":
        return Fault(address, "is missing.")
    if detail["type"] in ("union_tag_invalid", "union_tag_not_found"):
        return _tag_fault(address, detail, owner)
    if detail["type"] == "literal_error":
        allowed = [word.strip("' ") for word in str(detail["ctx"]["expected"]).replace(" or ", ",").split(",")]
        given = str(detail["input"])
        return Fault(address, f"is {given!r}, but must be {one_of(allowed)}.{nearest(given, allowed)}")
    message = detail["msg"].removeprefix("Value error, ")
    return Fault(address, f"is {_shown(detail['input'])}, but {_as_demand(message)}")


def _tag_fault(address: str, detail: ErrorDetails, owner: Any) -> Fault:
    tag = str(detail["ctx"]["discriminator"]).strip("'")
    if detail["type"] == "union_tag_not_found":
        if not isinstance(owner, Mapping):
            return Fault(address, f"is {_shown(owner)}, but must be a mapping with the key '{tag}'.")
        return Fault(f"{address}.{tag}", "is missing; it says which one is meant.")
    allowed = [word.strip("' ") for word in str(detail["ctx"]["expected_tags"]).split(",")]
    given = str(detail["ctx"]["tag"])
    return Fault(f"{address}.{tag}", f"is {given!r}, but must be {one_of(allowed)}.{nearest(given, allowed)}")


def _address(location: tuple[int | str, ...], root: Any) -> tuple[str, Any]:
    """A pydantic location without the names of union members, lists counted from 1, and the value there."""
    words: list[str] = []
    value = root
    for place, part in enumerate(location):
        if isinstance(part, int) and isinstance(value, Sequence) and part < len(value):
            words.append(str(part + 1))
            value = value[part]
        elif isinstance(value, Mapping) and part in value:
            words.append(str(part))
            value = value[part]
        elif place == len(location) - 1 and isinstance(part, str):
            words.append(part)
    return ".".join(words), value


def _allowed_keys(cls: type[BaseModel], root: Any, location: tuple[int | str, ...]) -> list[str]:
    owner = _model_at(cls, root, location[:-1])
    return list(owner.model_fields) if owner else []


def _model_at(annotation: Any, value: Any, location: tuple[int | str, ...]) -> type[BaseModel] | None:
    """The model class that reads the value at a location, union members told apart by their literal tags."""
    for candidate in _models_in(annotation):
        if not location:
            if _tags_match(candidate, value):
                return candidate
            continue
        head, *rest = location
        if isinstance(head, str) and head in candidate.model_fields and isinstance(value, Mapping) and head in value:
            if not _tags_match(candidate, value):
                continue
            return _model_at(candidate.model_fields[head].annotation, value[head], tuple(rest))
    if not location:
        return None
    head, *rest = location
    if isinstance(head, int) and isinstance(value, Sequence):
        return _model_at(annotation, value[head], tuple(rest))
    return _model_at(annotation, value, tuple(rest))  # the name of a union member


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for argument in get_args(annotation) for model in _models_in(argument)]


def _tags_match(cls: type[BaseModel], value: Any) -> bool:
    if not isinstance(value, Mapping):
        return False
    for key in ("step", "method", "kind", "format"):
        field = cls.model_fields.get(key)
        if field is not None and key in value and value[key] not in get_args(field.annotation):
            return False
    return True


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _as_demand(message: str) -> str:
    message = message.removeprefix("Input ").rstrip(".")
    return f"{message}." if message.startswith(("should", "must")) else f"that cannot be used: {message}."
