"""Names in Wolof and Hausa news from English ones: published files, their first sentences, through the command line."""

import json
from pathlib import Path

from typer.testing import CliRunner

from lowres.cli.main import app
from lowres.data.labelled.definition import find_labelled
from tests import tiny

SENTENCES = 40
RECIPE = """
name: names
language: wol-Latn
task:
  corpus: masakhaner2
  folder: masakhaner
  sources: [{language: eng-Latn, corpus: universal_ner, folder: uner}]
  shots: [0, 8]
  shot_seeds: 2
  tested_too: [hau-Latn]
steps:
  - {step: prepare_task}
  - {step: select_model, candidates: [tiny]}
  - {step: few_shot}
  - {step: evaluate, fairness_resamples: 20}
  - {step: report}
"""


def copy_beginning(shared: Path, folder: Path, name: str, language: str) -> None:
    """The first sentences of each split, where the published files lie."""
    corpus = find_labelled(name, Path())
    for split in ("train", "dev", "test"):
        path = folder / corpus.file_of(language, split)
        blocks = (shared / path.relative_to(folder.parent)).read_text(encoding="utf-8").split("\n\n")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n\n".join(blocks[:SENTENCES]) + "\n\n", encoding="utf-8")


def test_names_are_learnt_from_published_files(shared: Path, tmp_path: Path) -> None:
    for folder, name, languages in (
        ("masakhaner", "masakhaner2", ("wol-Latn", "hau-Latn")),
        ("uner", "universal_ner", ("eng-Latn",)),
    ):
        for language in languages:
            copy_beginning(shared / "data", tmp_path / folder, name, language)
    tiny.model_folder(tmp_path)
    (tmp_path / "names.yaml").write_text(RECIPE, encoding="utf-8")
    outcome = CliRunner().invoke(app, ["run", str(tmp_path / "names.yaml"), "--out", str(tmp_path / "out"), "-q"])
    assert outcome.exit_code == 0, outcome.stderr
    summary = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert [score["task"] for score in summary["scores"]] == ["masakhaner2_zero_shot", "masakhaner2_few_shot"]
    few = summary["few_shot"][1]
    assert (few["metric"], few["examples"], few["draws"]) == ("span_f1", SENTENCES, 2)
    assert {one["name"] for one in few["fairness"]["language"]["groups"]} == {"wol-Latn", "hau-Latn"}
    said = CliRunner().invoke(app, ["predict", str(tmp_path / "out"), "Awa dem na Dakar .", "--json"])
    assert len(json.loads(said.stdout)["tags"]) == 5
