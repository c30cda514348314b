"""The scripts that measure are run by hand and seldom: at least all that they import has to be there."""

import subprocess
import sys
from pathlib import Path

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
IMPORT_ALL = """
import importlib, sys, traceback
from pathlib import Path
failed = False
for folder in map(Path, sys.argv[1:]):
    sys.path.insert(0, str(folder))
    for script in sorted(folder.glob("*.py")):
        try:
            importlib.import_module(script.stem)
        except Exception:
            failed = True
            print(script, traceback.format_exc(limit=-1))
sys.exit(failed)
"""


def test_every_script_finds_all_that_it_imports() -> None:
    command = [sys.executable, "-c", IMPORT_ALL, str(BENCHMARKS), str(BENCHMARKS / "peers")]
    imported = subprocess.run(command, capture_output=True, text=True, cwd=BENCHMARKS.parent, check=False)
    assert imported.returncode == 0, imported.stdout + imported.stderr
