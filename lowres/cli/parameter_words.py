"""A parameter's type and default in words that a person who writes recipes knows."""

from collections.abc import Sequence
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

WORDS = {int: "whole number", float: "number", str: "text", bool: "true or false", Path: "path", NoneType: "none"}
BOUNDS = {"gt": ">", "ge": ">=", "lt": "<", "le": "<="}


def type_of(field: FieldInfo) -> str:
    """The field's type with its bounds: `whole number > 0`."""
    return " ".join([_words(field.annotation), *_bounds(field.metadata)])


def default_of(field: FieldInfo) -> str:
    """The field's default as a recipe writes it; `required` if it has none."""
    if field.is_required():
        return "required"
    value = field.get_default(call_default_factory=True, validated_data={})
    if isinstance(value, list | tuple):
        return f"= [{', '.join(map(_default_word, value))}]"
    return f"= {_default_word(value)}"


def members(annotation: Any) -> list[type[BaseModel]]:
    """Every model class that a value of this annotation can be, through unions, lists and annotations."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [member for argument in get_args(annotation) for member in members(argument)]


def _default_word(value: Any) -> str:
    if isinstance(value, BaseModel):
        tag = next((name for name in ("method", "kind", "format") if name in type(value).model_fields), None)
        return str(getattr(value, tag)) if tag else "its own defaults"
    if value is None:
        return "none"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _words(annotation: Any) -> str:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return " ".join([_words(arguments[0]), *_bounds(arguments[1:])])
    if origin is Literal:
        return " | ".join(map(str, arguments))
    if origin in (Union, UnionType):
        return " or ".join(dict.fromkeys(_words(argument) for argument in arguments))
    if origin in (list, tuple, set, Sequence):
        return f"list of {_words(arguments[0])}"
    if origin is dict:
        return f"mapping of {_words(arguments[0])} to {_words(arguments[1])}"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "one of those below" if "method" in annotation.model_fields else "mapping"
    return WORDS.get(annotation, str(getattr(annotation, "__name__", annotation)))


def _bounds(metadata: Sequence[Any]) -> list[str]:
    return [
        f"{sign} {getattr(bound, name)}"
        for bound in metadata
        for name, sign in BOUNDS.items()
        if getattr(bound, name, None) is not None
    ]
