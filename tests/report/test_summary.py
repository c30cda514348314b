import json
import math
import re
from pathlib import Path

from lowres.report import summary
from lowres.report.facts import collect
from tests.report import fake_run

KEYS = [
    "name",
    "language",
    "pivot",
    "lowres_version",
    "scores",
    "comparisons",
    "fertility",
    "seconds",
    "peak_memory_mb",
    "steps",
    "few_shot",
]


def test_every_key_is_documented_and_every_documented_key_is_there(tmp_path: Path) -> None:
    documented = re.findall(r"^\| `(\w+)` \|", summary.__doc__ or "", flags=re.MULTILINE)
    assert documented == KEYS
    assert list(summary.summarise(collect(fake_run.write_run(tmp_path)))) == KEYS


def test_an_empty_run_has_the_same_keys(tmp_path: Path) -> None:
    found = summary.summarise(collect(tmp_path))
    assert list(found) == KEYS
    assert (found["scores"], found["fertility"], found["seconds"]) == ([], {"before": None, "after": None}, None)


def test_the_figures_are_those_of_the_steps(tmp_path: Path) -> None:
    found = summary.summarise(collect(fake_run.write_run(tmp_path)))
    assert found["scores"][0] == fake_run.EVALUATION["scores"][0]
    assert {"adapted", "unadapted", fake_run.WITHOUT} == {score["system"] for score in found["scores"]}
    assert found["fertility"] == {"before": 2.968, "after": 2.051}
    # 9.3 + 6.1 + 31.0 + 61.5, three steps of 88.2 and two of an ablation
    assert math.isclose(found["seconds"], 107.9 + 5 * 88.2)
    assert found["peak_memory_mb"] == 900 + 200 * 7
    assert found["steps"][-1]["branch"] == "without_extend_vocabulary"


def test_what_json_cannot_hold_is_null(tmp_path: Path) -> None:
    score = {"task": "genre_zero_shot", "metric": "macro_f1", "system": "adapted", "value": math.nan}
    fake_run.write_step(tmp_path, "evaluate", {"scores": [score]})
    text = json.dumps(summary.summarise(collect(tmp_path)), allow_nan=False)
    assert json.loads(text)["scores"][0]["value"] is None
