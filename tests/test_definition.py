from pathlib import Path
from typing import Annotated, Literal, Self

import pytest
from pydantic import Field, PositiveInt, model_validator

from lowres.definition import MOST_VALUES, parse_yaml, read_yaml, validate
from lowres.errors import RecipeError, UserError
from lowres.method import Method, Parameters


class Package(Parameters):
    """A member whose tag is also one of its keys."""

    kind: Literal["package"] = "package"
    package: str
    file: str


class LocalFile(Parameters):
    """A member whose keys belong together."""

    kind: Literal["file"] = "file"
    path: str
    lines: PositiveInt = 1

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.path == "one" and self.lines != 1:
            raise ValueError("must have one line where the path is 'one'")
        return self


class Mean(Method):
    """Start at the mean."""

    method: Literal["mean"] = "mean"


class Noise(Method):
    """Start at noise."""

    method: Literal["noise"] = "noise"
    scale: float = 1.0


class Extend(Parameters):
    """A step with a union inside."""

    step: Literal["extend"] = "extend"
    new_tokens: PositiveInt = 10
    initialiser: Annotated[Mean | Noise, Field(discriminator="method")] = Mean()
    warm_up: Noise | None = None


class Adapt(Parameters):
    """Another step."""

    step: Literal["adapt"] = "adapt"
    width: Literal["narrow", "wide"] = "wide"


class Definition(Parameters):
    """All that a definition can hold."""

    name: str
    source: Annotated[Package | LocalFile, Field(discriminator="kind")] = LocalFile(path="text")
    names: list[str] | None = None
    classes: dict[Annotated[str, Field(pattern="^[a-z]+$")], Mean] = {}
    steps: list[Annotated[Extend | Adapt, Field(discriminator="step")]] = []


def faults(text: str) -> list[str]:
    with pytest.raises(RecipeError) as refused:
        validate(Definition, parse_yaml(text), "a.yaml")
    return [str(fault) for fault in refused.value.faults]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{}", "name is missing."),
        ("{name: [1]}", "name is [1], but should be a valid string."),
        (
            "{name: a, naems: []}",
            "naems is not a known key; allowed: name, source, names, classes, steps. Did you mean 'names'?",
        ),
        ("{name: a, 5: b}", "5 is 5, but that cannot be used: Keys should be strings."),
        ("{name: a, names: [b, 1]}", "names.2 is 1, but should be a valid string."),
        ("{name: a, steps: [{step: adapt}, 7]}", "steps.2 is 7, but must hold keys and values."),
        ("{name: a, steps: [{new_tokens: 1}]}", "steps.1.step is missing; it says which one is meant."),
        (
            "{name: a, steps: [{step: adatp}]}",
            "steps.1.step is 'adatp', but must be one of: extend, adapt. Did you mean 'adapt'?",
        ),
        (
            "{name: a, steps: [{step: adapt, width: wid}]}",
            "steps.1.width is 'wid', but must be one of: narrow, wide. Did you mean 'wide'?",
        ),
        (
            "{name: a, steps: [{step: extend, new_tokens: many}]}",
            "steps.1.new_tokens is 'many', but should be a valid integer, unable to parse string as an integer.",
        ),
        (
            "{name: a, steps: [{step: extend, new_token: 1}]}",
            "steps.1.new_token is not a known key; allowed: step, new_tokens, initialiser, warm_up. "
            "Did you mean 'new_tokens'?",
        ),
        (
            "{name: a, steps: [{step: extend, initialiser: {method: nois}}]}",
            "steps.1.initialiser.method is 'nois', but must be one of: mean, noise. Did you mean 'noise'?",
        ),
        (
            "{name: a, steps: [{step: extend, initialiser: {scale: 1}}]}",
            "steps.1.initialiser.method is missing; it says which one is meant.",
        ),
        (
            "{name: a, steps: [{step: extend, initialiser: {method: mean, scale: 1}}]}",
            "steps.1.initialiser.scale is not a known key; allowed: method.",
        ),
        (
            "{name: a, steps: [{step: extend, warm_up: {scal: 1}}]}",
            "steps.1.warm_up.scal is not a known key; allowed: method, scale. Did you mean 'scale'?",
        ),
        ("{name: a, classes: {b: {method: x}}}", "classes.b.method is 'x', but must be one of: mean."),
        ("{name: a, classes: {B: {}}}", "classes.B is 'B', but should match pattern '^[a-z]+$'."),
    ],
)
def test_a_fault_is_told_with_its_address_and_what_is_allowed(text: str, fault: str) -> None:
    assert faults(text) == [fault]


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("{kind: package, package: elotl}", "source.file is missing."),
        ("{kind: package, file: x}", "source.package is missing."),
        (
            "{kind: package, package: elotl, file: x, fil: y}",
            "source.fil is not a known key; allowed: kind, package, file. Did you mean 'file'?",
        ),
        ("{kind: package, package: 1, file: x}", "source.package is 1, but should be a valid string."),
        (
            "{kind: file, path: one, lines: 2}",
            "source is {'kind': 'file', 'path': 'one', 'lines': 2}, but must have one line where the path is 'one'.",
        ),
    ],
)
def test_a_tag_that_is_also_a_key_leads_nobody_astray(source: str, fault: str) -> None:
    assert faults(f"{{name: a, source: {source}}}") == [fault]


def test_all_faults_are_in_one_report() -> None:
    found = faults("{nam: a, source: {kind: fil}, steps: [{step: adapt, width: 3}, {step: extend, new_tokens: 0}]}")
    assert [fault.split()[0] for fault in found] == [
        "name",
        "source.kind",
        "steps.1.width",
        "steps.2.new_tokens",
        "nam",
    ]


def test_a_long_value_is_cut_in_the_message() -> None:
    [fault] = faults(f"{{name: a, steps: [{{step: {'x' * 5000}}}]}}")
    assert len(fault) < 150


def read(folder: Path, content: bytes) -> dict[str, object]:
    path = folder / "a.yaml"
    path.write_bytes(content)
    return read_yaml(path)


def test_a_byte_order_mark_and_windows_line_ends_are_no_fault(tmp_path: Path) -> None:
    assert read(tmp_path, "\ufeffname: calli\r\nseed: 1\r\n".encode()) == {"name": "calli", "seed": 1}


def test_an_alias_and_a_merged_mapping_are_no_fault(tmp_path: Path) -> None:
    assert read(tmp_path, b"a: &a {x: 1}\nb: *a\nc: {<<: *a, y: 2}") == {
        "a": {"x": 1},
        "b": {"x": 1},
        "c": {"x": 1, "y": 2},
    }


LAUGHS = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 30))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "must hold `key: value` lines, but holds NoneType"),
        (b"- a\n- b\n", "must hold `key: value` lines, but holds list"),
        (b"name: \xff\xfe", r"is not UTF-8 text \(byte 6\)\. Save it as UTF-8"),
        (b"a: 1\nb: 2\na: 3\n", "the key 'a' is given twice"),
        (b"steps: [{a: 1, a: 2}]", "the key 'a' is given twice"),
        (b"a: [1", "is not valid YAML"),
        (b"a: \x00", "is not valid YAML"),
        (b"{[a]: b}", "is not valid YAML"),
        (b"a: 2024-99-99", "is not valid YAML"),
        (b"a: !!int b", "is not valid YAML"),
        (b"a: !!timestamp b", "is not valid YAML"),
        (b"a: !!python/object/apply:os.system [ls]", "is not valid YAML"),
        (b"a: " + b"9" * 5000, "is not valid YAML"),
        (b"a: " + b"[" * 5000 + b"]" * 5000, "it is nested too deeply, or holds itself"),
        (b"a: &a [*a]", "it is nested too deeply, or holds itself"),
        (LAUGHS.encode(), f"its aliases stand for more than {MOST_VALUES:,} values"),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_a_file_that_holds_no_definition_is_refused_in_one_line(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(UserError, match=message) as refused:
        read(tmp_path, content)
    assert "\n" not in str(refused.value)
    assert str(refused.value).startswith(str(tmp_path / "a.yaml"))


def test_a_file_that_is_missing_or_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"absent\.yaml cannot be read: No such file or directory"):
        read_yaml(tmp_path / "absent.yaml")
    with pytest.raises(UserError, match="is a folder, but must be a YAML file"):
        read_yaml(tmp_path)
