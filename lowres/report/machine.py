"""The machine and the versions a report names."""

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from lowres.report.records import Fact

PACKAGES = ("lowres", "torch", "transformers", "tokenizers", "sentencepiece", "scikit-learn", "numpy", "pydantic")
_PROCESSOR_LIST = Path("/proc/cpuinfo")


class Machine(Fact):
    """Where a run was made; a run folder may hold it as machine.json."""

    python: str | None = None
    platform: str | None = None
    processor: str | None = None
    cores: int | None = None
    accelerator: str | None = None
    versions: dict[str, str] = {}


def this_machine() -> Machine:
    """The machine that is running now."""
    return Machine(
        python=platform.python_version(),
        platform=f"{platform.system()} {platform.machine()}",
        processor=_processor(),
        cores=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        versions={name: found for name in PACKAGES if (found := installed_version(name))},
    )


def installed_version(package: str) -> str | None:
    """The version of an installed package, read without importing it."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _processor() -> str | None:
    try:
        lines = _PROCESSOR_LIST.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return platform.processor() or None
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), None)
