"""Run recipes in processes that die by SIGKILL at a chosen change to the run folder.

A warm parent imports the heavy packages once and uses none of them, so that no thread of theirs runs; each run is a
fork of it, and costs no start of an interpreter. Requests and answers are lines of JSON.
"""

import gc
import importlib
import json
import os
import pkgutil
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

REPOSITORY = Path(__file__).parents[2]
HEAVY = (
    "matplotlib.backends.backend_svg",
    "psutil",
    "sentencepiece",
    "sklearn.linear_model",
    "transformers.models.auto.modeling_auto",
    "transformers.models.auto.tokenization_auto",
    "transformers.models.bert.modeling_bert",
    "transformers.models.xlm_roberta.tokenization_xlm_roberta_fast",
)
CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "shutil.rmtree"}
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
STEP = re.compile(r"(ablations/[^/]+/)?\d\d-[^/]+")


class Runner:
    """The warm parent, seen from the test."""

    def __init__(self) -> None:
        quiet = {"OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false", "HF_HUB_OFFLINE": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.pipeline.killable"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **quiet},
            cwd=REPOSITORY,
            text=True,
        )

    def run(self, recipe: Path, out: Path, **request: Any) -> dict[str, Any]:
        """Run a recipe.

        `kill` (step folder, number of a change while it is worked in or end of its path, seconds to wait then) ends
        it by SIGKILL, or `stop` halts it there. The answer holds `status`: 0, 1 for an error (named by `error`), -9 if
        killed, None if halted; `pid`; and `changes`, how many were made while each step folder was worked in.
        """
        line = json.dumps({"recipe": str(recipe), "out": str(out), **request})
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def close(self) -> None:
        self._process.communicate(timeout=10)


class Changes:
    """Counts the changes to a run folder, step by step, and ends the process at one of them."""

    def __init__(self, folder: str, request: dict[str, Any], pipe: int) -> None:
        self.folder = folder + "/"
        self.pipe = pipe
        self.order: list[str] = request.get("order", [])
        self.target: list[Any] | None = request.get("kill") or request.get("stop")
        self.stops = "stop" in request
        self.counts: dict[str, int] = {}
        self.step = ""

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, _, flags = arguments
            if not (isinstance(path, str) and flags & WRITES):
                return
        elif event in CHANGES:
            path = os.fspath(arguments[event in ("os.link", "os.rename")])  # the new name
            flags = 0
        else:
            return
        in_a_folder_by_number = event in ("os.remove", "os.rmdir") and arguments[1] != -1  # as shutil.rmtree does it
        if not path.startswith(self.folder) and not in_a_folder_by_number:
            return
        inside = STEP.match(path.removeprefix(self.folder))
        self.step = inside[0] if inside else self.step
        if self.step:
            self.counts[self.step] = self.counts.get(self.step, 0) + 1
            self._end_at_the_target(path, flags)

    def _end_at_the_target(self, path: str, flags: int) -> None:
        if self.target is None:
            return
        step, change, seconds = self.target
        late = step in self.order and self.order.index(self.step) > self.order.index(step)
        here = path.endswith(change) if isinstance(change, str) else self.counts[self.step] >= change
        if not late and (self.step != step or not here):
            return
        self.target = None
        if flags & os.O_TRUNC:
            os.close(os.open(path, flags))  # as if killed between the opening of a file and the first of its bytes
        if seconds:
            os.write(self.pipe, json.dumps({"kill_in": seconds}).encode() + b"\n")
        else:
            os.kill(os.getpid(), signal.SIGSTOP if self.stops else signal.SIGKILL)


def serve() -> None:
    import lowres

    modules = pkgutil.walk_packages(lowres.__path__, "lowres.")
    for name in [*HEAVY, *(module.name for module in modules if not module.name.endswith("__main__"))]:
        importlib.import_module(name)
    gc.freeze()  # or every collection in a child would copy the pages of all that was imported
    for line in sys.stdin:
        request = json.loads(line)
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            _work(lowres, request, writing)
        os.close(writing)
        sys.stdout.write(json.dumps(_watch(child, reading)) + "\n")
        sys.stdout.flush()


def _work(lowres: Any, request: dict[str, Any], pipe: int) -> None:
    silent = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(silent, stream)
    changes = Changes(request["out"], request, pipe)
    sys.addaudithook(changes)
    told: dict[str, Any] = {"status": 0}
    try:
        options = lowres.RunOptions(from_step=request.get("from_step"))
        lowres.run(request["recipe"], request["out"], request.get("overrides", ()), options)
    except BaseException as error:
        told = {"status": 1, "error": f"{type(error).__name__}: {error}"}
    os.write(pipe, json.dumps({**told, "changes": changes.counts}).encode() + b"\n")
    os._exit(0)


def _watch(child: int, pipe: int) -> dict[str, Any]:
    """What the child says last, and how it ends; killed when it asks for it."""
    told: dict[str, Any] = {}
    with os.fdopen(pipe) as stream:
        while True:
            ended, status = os.waitpid(child, os.WNOHANG | os.WUNTRACED)
            if ended:
                break
            for line in _lines_at_hand(stream):
                told = json.loads(line)
                if "kill_in" in told:
                    time.sleep(told["kill_in"])
                    os.kill(child, signal.SIGKILL)
            time.sleep(0.002)
        if os.WIFSTOPPED(status):
            return {"status": None, "pid": child}
        for line in stream:
            told = json.loads(line)
    return {"status": -os.WTERMSIG(status), "pid": child} if os.WIFSIGNALED(status) else {**told, "pid": child}


def _lines_at_hand(stream: TextIO) -> Iterator[str]:
    ready, _, _ = select.select([stream], [], [], 0)
    if ready and (line := stream.readline()):
        yield line


if __name__ == "__main__":
    serve()
