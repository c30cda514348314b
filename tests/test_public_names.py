import inspect
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
