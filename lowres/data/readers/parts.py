"""From the columns of a table or the keys of a JSON object to the parts of a labelled example."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, model_validator

from lowres.data.readers.json_lines import no_text_in
from lowres.data.readers.rows import ExampleRow, LabelledRow, TaggedRow
from lowres.data.readers.table import Column
from lowres.method import Parameters

TaskKind = Literal["classification", "pair_classification", "tagging"]
PARTS_OF: dict[TaskKind, tuple[str, ...]] = {
    "classification": ("text", "label"),
    "pair_classification": ("first", "second", "label"),
    "tagging": ("tokens", "tags"),
}
_WORDS = ("tokens", "tags")


def _one_or_more(value: object) -> object:
    return value if isinstance(value, list) else [value]


class Parts(Parameters):
    """Where each part of an example stands: a column's number, 0 being the first, or a name in the header."""

    text: Annotated[list[Column], BeforeValidator(_one_or_more)] | None = None
    """Several are joined by a space: a headline and its article."""
    first: Column | None = None
    second: Column | None = None
    label: Column | None = None
    tokens: Column | None = None
    """Words between spaces, or a list of them in JSON."""
    tags: Column | None = None
    id: Column | None = None
    """Null where the file gives none; then the line is the id."""
    document: Column | None = None
    groups: list[str] = []
    """Columns that scores may be compared by: a dialect, a domain, a speaker."""

    @model_validator(mode="after")
    def _make_one_kind_of_example(self) -> Self:
        wanted = {part for parts in PARTS_OF.values() for part in parts}
        given = {part for part in wanted if getattr(self, part) is not None}
        if given not in [set(parts) for parts in PARTS_OF.values()]:
            forms = "; or ".join(", ".join(parts) for parts in PARTS_OF.values())
            raise ValueError(f"must name the parts of one kind of example: {forms}")
        return self

    @property
    def kind(self) -> TaskKind:
        """The kind of task whose examples have these parts."""
        return next(kind for kind, parts in PARTS_OF.items() if getattr(self, parts[0]) is not None)

    def places(self) -> dict[str, Column]:
        """Every column that is wanted, by its address in the reader."""
        found: dict[str, Column] = {f"columns.text.{n}": column for n, column in enumerate(self.text or [], 1)}
        for part in ("first", "second", "label", "tokens", "tags", "id", "document"):
            if getattr(self, part) is not None:
                found[f"columns.{part}"] = getattr(self, part)
        return found | {f"columns.groups.{name}": name for name in self.groups}

    def row(self, line: int, values: Mapping[str, Any], repairs: tuple[str, ...]) -> LabelledRow | str:
        """The row made of values by their address, or the reason why it cannot be used."""
        plain = {address.removeprefix("columns."): _plain(value) for address, value in values.items()}
        reason = next((reason for value in plain.values() if (reason := _unusable(value))), None)
        if reason:
            return reason
        groups = {name: str(plain.pop(f"groups.{name}")) for name in self.groups}
        if self.kind == "tagging":
            return _tagged(line, plain, groups, repairs)
        texts = [str(plain.pop(f"text.{number}")) for number, _ in enumerate(self.text or [], 1)]
        joined = {"text": " ".join(texts)} if texts else {}
        return ExampleRow(line, joined | {part: str(value) for part, value in plain.items()}, groups, repairs)


def _plain(value: Any) -> Any:
    """A label or id may be a number in JSON."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _unusable(value: Any) -> str | None:
    if isinstance(value, list):
        return next((reason for one in value if (reason := no_text_in(one))), None)
    return no_text_in(value)


def _tagged(
    line: int, plain: Mapping[str, Any], groups: Mapping[str, str], repairs: tuple[str, ...]
) -> TaggedRow | str:
    tokens, tags = (
        tuple(value if isinstance(value, list) else value.split()) for value in (plain[part] for part in _WORDS)
    )
    if len(tokens) != len(tags):
        return f"{len(tokens)}_tokens_but_{len(tags)}_tags"
    return TaggedRow(line, tokens, tags, str(plain.get("id", "")), groups, repairs)
