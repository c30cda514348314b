"""What every test may ask for."""

import os
from pathlib import Path

import pytest

# No test asks the network, whatever it does by accident. Set before any test imports the hub's client.
os.environ["HF_HUB_OFFLINE"] = "1"
# Tiny models are fastest on one thread; on more, their threads mostly wait for each other.
os.environ.setdefault("OMP_NUM_THREADS", "1")


def pytest_configure() -> None:
    """Refuse to begin where the labelled data must be at hand and is not."""
    if os.environ.get("LOWRES_REQUIRE_SHARED") == "1" and _reason_to_skip():
        raise pytest.UsageError(f"{_reason_to_skip()}, and LOWRES_REQUIRE_SHARED=1 says that it must be")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of labelled data that LOWRES_SHARED names; without one, tests on it are skipped."""
    reason = _reason_to_skip()
    if reason:
        pytest.skip(reason)
    return Path(os.environ["LOWRES_SHARED"])


def _reason_to_skip() -> str | None:
    named = os.environ.get("LOWRES_SHARED")
    if not named:
        return "LOWRES_SHARED does not name the folder of labelled data"
    return None if Path(named).is_dir() else f"LOWRES_SHARED is '{named}', which is not a folder"
