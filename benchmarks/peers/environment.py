"""An environment of its own for a peer, made once: what it needs never meets what we need."""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ENVIRONMENTS = Path(__file__).parent / ".environments"
MADE = "made.txt"


def python_with(name: str, packages: Sequence[str]) -> Path:
    """The Python of the environment `name` with just these packages; one made for others is made again."""
    folder, wanted = ENVIRONMENTS / name, "\n".join(packages)
    python, made = folder / "bin" / "python", folder / MADE
    if not made.is_file() or made.read_text(encoding="utf-8") != wanted:
        print(f"Making the environment {folder} (a few minutes)", file=sys.stderr, flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *packages], check=True)
        made.write_text(wanted, encoding="utf-8")
    return python
