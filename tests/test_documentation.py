"""What README and docs/ show exists: names, commands with their options, steps with their parameters, and links."""

import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml
from pydantic import TypeAdapter, ValidationError

import lowres
from lowres.cli.main import app
from lowres.data.labelled.task_recipe import TaskRecipe
from lowres.pipeline.recipe import AnyStep

REPOSITORY = Path(__file__).parents[1]
PAGES = [
    *(REPOSITORY / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "benchmarks/README.md")),
    *sorted((REPOSITORY / "docs").glob("*.md")),
]


def blocks(language: str) -> Iterator[tuple[str, str]]:
    for page in PAGES:
        for block in re.findall(rf"(?m)^```{language}\n(.*?)^```", page.read_text(encoding="utf-8"), flags=re.DOTALL):
            yield page.relative_to(REPOSITORY).as_posix(), block


def command_lines() -> list[tuple[str, str]]:
    return [(page, line) for page, block in blocks("") for line in block.splitlines() if line.startswith("lowres ")]


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"(?m)^#+ (.*)$", page.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in headings}


@pytest.mark.parametrize(("page", "line"), command_lines())
def test_a_command_that_is_shown_exists_with_its_options(page: str, line: str) -> None:
    words = shlex.split(line, comments=True)[1:]
    command: Any = typer.main.get_command(app)
    while hasattr(command, "commands"):
        assert words, f"{page}: {line}"
        command = command.commands[words.pop(0)]
    known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    assert {word.split("=")[0] for word in words if word.startswith("--")} <= known


def test_steps_and_tasks_that_are_shown_can_be_given() -> None:
    shown = [(page, yaml.safe_load(block)) for page, block in blocks("yaml")]
    steps = [
        (page, step) for page, found in shown for step in (found.get("steps", []) if isinstance(found, dict) else found)
    ]
    assert len(steps) > 10  # noqa: PLR2004
    for page, step in steps:
        try:
            TypeAdapter(AnyStep).validate_python(step)
        except ValidationError as error:
            pytest.fail(f"{page}: {step}: {error}")
    tasks = [found["task"] for _, found in shown if isinstance(found, dict) and "task" in found]
    assert [TaskRecipe.model_validate({"name": "shown", **task}).corpus for task in tasks] == ["masakhaner2"]


def test_python_that_is_shown_uses_names_that_exist() -> None:
    uses = [block for _, block in blocks("python") if "import lowres" in block]
    nodes = [node for block in uses for node in ast.walk(ast.parse(block)) if isinstance(node, ast.Attribute)]
    names = {node.attr for node in nodes if isinstance(node.value, ast.Name) and node.value.id == "lowres"}
    assert {"run", "learn", "predict", "augment"} <= names <= set(lowres.__all__)
    fields = {node.attr for node in nodes if isinstance(node.value, ast.Name) and node.value.id == "score"}
    assert fields <= set(lowres.Score.model_fields)
    results = {node.attr for node in nodes if isinstance(node.value, ast.Name) and node.value.id == "result"}
    assert results <= set(lowres.RunResult.__dataclass_fields__) | set(vars(lowres.RunResult))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(REPOSITORY).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if link.startswith("https://"):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{page.name}: {link}"
        assert not anchor or anchor in anchors(target), f"{page.name}: {link}"
