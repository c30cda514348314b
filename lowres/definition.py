"""Read a YAML definition into typed values, and report every mistake in it at once."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_args, get_origin

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from lowres.errors import Fault, RecipeError, UserError

Definition = TypeVar("Definition", bound=BaseModel)


MOST_VALUES = 1_000_000
"""A file whose aliases stand for more values than this is refused: a few lines can stand for billions."""
_MERGE = "tag:yaml.org,2002:merge"


class _LoaderWithoutRepeats(yaml.SafeLoader):
    """Plain YAML values only; a key given twice is an error instead of a silent overwrite."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            if key_node.tag == _MERGE:
                continue
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key '{key}' is given twice", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


def parse_yaml(text: str) -> Any:
    """The value that a YAML text stands for.

    Raises:
        ValueError: if it is no YAML, or none that can be used; the text says why, on one line.
    """
    try:
        value = yaml.load(text, _LoaderWithoutRepeats)  # noqa: S506  (a SafeLoader)
        if _count(value, {}) > MOST_VALUES:
            raise ValueError(f"its aliases stand for more than {MOST_VALUES:,} values")
    except RecursionError:
        raise ValueError("it is nested too deeply, or holds itself") from None
    except (
        yaml.YAMLError,
        ValueError,
        TypeError,
        AttributeError,
    ) as error:
        raise ValueError(" ".join(str(error).split())) from None
    return value


def _count(value: Any, known: dict[int, int]) -> int:
    """How many values there are with every alias written out; each is visited once."""
    if not isinstance(value, dict | list):
        return 1
    if id(value) not in known:
        children = value.values() if isinstance(value, dict) else value
        known[id(value)] = 1 + sum(_count(child, known) for child in children)
    return known[id(value)]


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
        value = parse_yaml(text)
    except ValueError as error:
        raise UserError(f"{path} is not valid YAML: {error}") from None
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


def choices(given: str, allowed: Sequence[str]) -> str:
    """`one of: a, b, c. Did you mean 'b'?`, for messages that end with it."""
    return f"{one_of(allowed)}.{nearest(given, allowed)}"


def nearest_beside(path: Path) -> str:
    """` Did you mean 'x'?` where a file of nearly that name lies in the same folder, otherwise nothing."""
    return nearest(path.name, sorted(one.name for one in path.parent.iterdir()) if path.parent.is_dir() else [])


def _fault(detail: ErrorDetails, root: Mapping[str, Any], cls: type[BaseModel]) -> Fault:
    place = _place(detail["loc"], root, cls)
    if detail["type"] == "extra_forbidden":
        known = ", ".join(place.keys)
        return Fault(place.address, f"is not a known key; allowed: {known}.{nearest(place.word, place.keys)}")
    if detail["type"] == "missing":
        return Fault(place.address, "is missing.")
    if detail["type"] in ("union_tag_invalid", "union_tag_not_found"):
        return _tag_fault(place.address, detail)
    if detail["type"] == "literal_error":
        allowed = [word.strip("' ") for word in str(detail["ctx"]["expected"]).replace(" or ", ",").split(",")]
        given = str(detail["input"])
        return Fault(place.address, f"is {_shown(given)}, but must be {choices(given, allowed)}")
    if detail["type"] in ("model_type", "model_attributes_type", "dict_type"):
        return Fault(place.address, f"is {_shown(detail['input'])}, but must hold keys and values.")
    message = detail["msg"].removeprefix("Value error, ")
    return Fault(place.address, f"is {_shown(detail['input'])}, but {_as_demand(message)}")


def _tag_fault(address: str, detail: ErrorDetails) -> Fault:
    tag = str(detail["ctx"]["discriminator"]).strip("'")
    if detail["type"] == "union_tag_not_found":
        return Fault(f"{address}.{tag}", "is missing; it says which one is meant.")
    allowed = [word.strip("' ") for word in str(detail["ctx"]["expected_tags"]).split(",")]
    given = str(detail["ctx"]["tag"])
    return Fault(f"{address}.{tag}", f"is {_shown(given)}, but must be {choices(given, allowed)}")


@dataclass(frozen=True)
class _Place:
    """Where a walk along a pydantic location has come to."""

    value: Any
    annotation: Any  # what reads the value; None where that is not known
    tag: str | None = None  # the key that tells the members of a discriminated union apart
    words: tuple[str, ...] = field(default=())
    keys: tuple[str, ...] = ()  # what the mapping around the value may hold

    @property
    def address(self) -> str:
        return ".".join(self.words)

    @property
    def word(self) -> str:
        return self.words[-1] if self.words else ""


def _place(location: tuple[int | str, ...], root: Any, cls: type[BaseModel]) -> _Place:
    """Follow a pydantic location, which also names union members; lists are counted from 1."""
    place = _Place(root, cls)
    for part in location:
        place = _step(place, part)
    return place


def _step(place: _Place, part: int | str) -> _Place:
    if place.tag:  # pydantic names the chosen member first, which may be spelt like a key
        return replace(place, annotation=_member(place, part), tag=None)
    if isinstance(place.value, list) and isinstance(part, int) and part < len(place.value):
        annotation, tag = _item(place.annotation, part)
        return _Place(place.value[part], annotation, tag, (*place.words, str(part + 1)))
    if isinstance(place.value, Mapping):
        model = _model(place.annotation)
        if part in place.value or (model and part in model.model_fields):
            return _child(place, part, model)
    return place  # a member of a plain union, or a mark such as `[key]`


def _child(place: _Place, part: int | str, model: type[BaseModel] | None) -> _Place:
    words = (*place.words, str(part))
    value = place.value.get(part)
    if model is None:
        annotation, tag = _item(place.annotation, part)
        return _Place(value, annotation, tag, words)
    read_by = model.model_fields.get(str(part))
    keys = tuple(model.model_fields)
    if read_by is None:
        return _Place(value, None, None, words, keys)
    return _Place(value, read_by.annotation, _tag_of(read_by), words, keys)


def _tag_of(read_by: FieldInfo) -> str | None:
    return read_by.discriminator if isinstance(read_by.discriminator, str) else None


def _item(annotation: Any, part: int | str) -> tuple[Any, str | None]:
    """What reads the entries of a list or mapping, and the tag that tells union members apart."""
    arguments = get_args(annotation)
    collections = [one for one in arguments if get_origin(one) in (list, dict)]  # `list[str] | None`
    if get_origin(annotation) not in (list, dict) and collections:
        return _item(collections[0], part)
    if not arguments:
        return None, None
    item = arguments[-1]
    if get_origin(item) is not Annotated:
        return item, None
    inner, *notes = get_args(item)
    return inner, next((tag for note in notes if isinstance(note, FieldInfo) and (tag := _tag_of(note))), None)


def _member(place: _Place, part: int | str) -> type[BaseModel] | None:
    """The member of a discriminated union that goes by a tag."""
    for model in _models_in(place.annotation):
        read_by = model.model_fields.get(place.tag or "")
        if read_by is not None and part in get_args(read_by.annotation):
            return model
    return None


def _model(annotation: Any) -> type[BaseModel] | None:
    """The one model that an annotation such as `WarmUp | None` allows."""
    models = [] if get_origin(annotation) in (list, dict) else _models_in(annotation)
    return models[0] if len(models) == 1 else None


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for argument in get_args(annotation) for model in _models_in(argument)]


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _as_demand(message: str) -> str:
    kind, _, rest = message.rstrip(".").partition(" ")
    demand = rest if kind in ("Input", "String", "List", "Dictionary") else message.rstrip(".")
    return f"{demand}." if demand.startswith(("should", "must")) else f"that cannot be used: {demand}."
