import ast
import inspect
import re
import subprocess
import sys
from pathlib import Path

import lowres

REPOSITORY = Path(__file__).parents[1]
HEAVY = (
    "torch",
    "transformers",
    "sklearn",
    "matplotlib",
    "sentencepiece",
    "scipy",
    "datasets",
    "fairlearn",
    "pandas",
    "seqeval",
)


def test_all_is_the_whole_public_interface() -> None:
    public = {name for name, value in vars(lowres).items() if not name.startswith("_") and not inspect.ismodule(value)}
    assert sorted(lowres.__all__) == sorted(public)
    assert sorted(lowres.__all__) == lowres.__all__


def test_every_public_name_says_what_it_is() -> None:
    assert [name for name in lowres.__all__ if not inspect.getdoc(getattr(lowres, name))] == []


def test_importing_lowres_and_its_command_line_loads_nothing_heavy() -> None:
    code = f"import sys, lowres, lowres.cli.main; print([name for name in {HEAVY} if name in sys.modules])"
    call = [sys.executable, "-c", code]
    said = subprocess.run(call, capture_output=True, text=True, cwd=REPOSITORY, check=False)
    assert (said.stdout, said.stderr) == ("[]\n", "")


def test_the_readme_uses_names_that_exist() -> None:
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    snippets = re.findall(r"```python\n(.*?)```", readme, flags=re.DOTALL)
    uses = [snippet for snippet in snippets if "import lowres" in snippet]
    assert uses
    nodes = [node for snippet in uses for node in ast.walk(ast.parse(snippet)) if isinstance(node, ast.Attribute)]
    names = {node.attr for node in nodes if isinstance(node.value, ast.Name) and node.value.id == "lowres"}
    assert {"run", "predict"} <= names <= set(lowres.__all__)
    fields = {node.attr for node in nodes if isinstance(node.value, ast.Name) and node.value.id == "score"}
    assert fields <= set(lowres.Score.model_fields)
    results = {node.attr for node in nodes if isinstance(node.value, ast.Name) and node.value.id == "result"}
    assert results <= set(lowres.RunResult.__dataclass_fields__) | set(vars(lowres.RunResult))
