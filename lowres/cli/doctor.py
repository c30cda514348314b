"""`lowres doctor`: what this machine and this installation can do, and what is missing."""

import json
import os
import platform
import re
import shutil
import sys
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from lowres.cli.console import results

EXAMPLES = """Examples:

lowres doctor

lowres doctor --json
"""

PACKAGES = (
    "torch",
    "transformers",
    "tokenizers",
    "sentencepiece",
    "safetensors",
    "accelerate",
    "scikit-learn",
    "seqeval",
    "fairlearn",
    "numpy",
)
CPU_FEATURES = ("amx_bf16", "avx512_bf16")
EXTRA_OF_A_REQUIREMENT = re.compile(r"^(?P<package>[\w.-]+).*;.*extra\s*==\s*[\"'](?P<extra>[\w-]+)[\"']")


def doctor(as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False) -> None:
    """Print versions, device, precision, folders, disk and memory, and which extras are missing."""
    found = diagnosis()
    if as_json:
        typer.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    table = Table(show_header=False, box=None, pad_edge=False)
    for section, facts in found.items():
        table.add_row(f"[bold]{section}[/bold]")
        for name, value in facts.items():
            table.add_row(f"  {name}", escape(_said(value)))
    results().print(table)


def diagnosis() -> dict[str, dict[str, Any]]:
    """Everything that `doctor` prints, by section."""
    return {
        "versions": {"python": platform.python_version()}
        | {package: installed(package) or "not installed" for package in PACKAGES},
        "machine": {"platform": platform.platform()} | _computing() | cpu_features() | _memory(),
        "folders": _folders(),
        "extras": missing_extras(),
    }


def installed(package: str) -> str | None:
    """The installed version of a package, found without importing it."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def cpu_features(cpuinfo: Path = Path("/proc/cpuinfo")) -> dict[str, bool | None]:
    """Whether the CPU computes bfloat16 itself; None where the system does not say (it is Linux that does)."""
    try:
        text = cpuinfo.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return dict.fromkeys(CPU_FEATURES)
    flags = set(next((line for line in text.splitlines() if line.startswith("flags")), "").split())
    return {feature: feature in flags for feature in CPU_FEATURES}


def missing_extras(package: str = "lowres") -> dict[str, str]:
    """For each extra `complete`, or what is missing and the command that installs it."""
    extras: dict[str, list[str]] = {}
    for requirement in _requirements(package):
        match = EXTRA_OF_A_REQUIREMENT.match(requirement)
        if match:
            missing = extras.setdefault(match["extra"], [])
            if installed(match["package"]) is None:
                missing.append(match["package"])
    return {
        extra: f"missing: {', '.join(missing)}. Install with: pip install '{package}[{extra}]'"
        if missing
        else "complete"
        for extra, missing in extras.items()
    }


def _requirements(package: str) -> list[str]:
    try:
        return requires(package) or []
    except PackageNotFoundError:
        return []


def _computing() -> dict[str, Any]:
    import torch

    from lowres.models.device import pick_device, supports_bfloat16, usable_cores

    device = pick_device()
    return {
        "device": torch.cuda.get_device_name(device) if device.type == "cuda" else device.type,
        "bfloat16": supports_bfloat16(device),
        "usable_cores": usable_cores(),
        "threads": torch.get_num_threads(),
    }


def _memory() -> dict[str, float]:
    import psutil

    memory = psutil.virtual_memory()
    return {"memory_gb": round(memory.total / 1e9, 1), "free_memory_gb": round(memory.available / 1e9, 1)}


def _folders() -> dict[str, Any]:
    from lowres.files import default_cache

    cache = default_cache()
    here = Path.cwd()
    return {
        "python_environment": sys.prefix,
        "cache": str(cache),
        "cache_mb": round(_bytes_in(cache) / 1e6, 1),
        "working_folder": str(here),
        "free_disk_gb": round(shutil.disk_usage(here).free / 1e9, 1),
    }


def _bytes_in(folder: Path) -> int:
    return sum((Path(parent) / name).lstat().st_size for parent, _, names in os.walk(folder) for name in names)


def _said(value: Any) -> str:
    if value is None:
        return "unknown"
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
