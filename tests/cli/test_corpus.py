import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner, Result

from lowres.cli.main import app
from lowres.data.corpus import load_corpus
from lowres.data.labelled.definition import shipped_labelled
from lowres.data.locate import locate
from lowres.data.readers.rows import Row

TAGGED = "Ndox B-LOC\nmi I-LOC\n\nDafa O\n"
TASK = {"kind": "tagging", "tags": "spans", "labels": ["LOC"]}


def lowres(*words: object) -> Result:
    return CliRunner().invoke(app, ["corpus", *map(str, words)])


def values(result: Result) -> list[Any]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A described set of one language whose files lie in `mirror/mine`; the cache is empty."""
    monkeypatch.setenv("LOWRES_CACHE", str(tmp_path / "cache"))
    (tmp_path / "mirror" / "mine").mkdir(parents=True)
    (tmp_path / "mirror" / "mine" / "test.txt").write_text(TAGGED, encoding="utf-8")
    description = {
        "kind": "labelled",
        "name": "mine",
        "summary": "Places",
        "licence": {"name": "CC-BY-NC-4.0", "commercial_use": False},
        "task": TASK,
        "files": {"test": "test.txt"},
        "languages": {"wol-Latn": {"code": "wo", "splits": {"test": 2}}},
        "reader": {"format": "conll"},
        "source": {"address": "https://files.test/{path}", "files": {"test.txt": {}}},
    }
    path = tmp_path / "mine.yaml"
    path.write_text(yaml.safe_dump(description), encoding="utf-8")
    return path


def test_the_list_is_narrowed_by_language_and_task() -> None:
    found = values(lowres("list", "--language", "wol", "--task", "ner", "--json"))
    assert [one["name"] for one in found] == ["masakhaner2"]
    assert found[0]["licence"]["commercial_use"] is False
    tagging = values(lowres("list", "--language", "wol-Latn", "--task", "tagging", "--json"))
    assert {"masakhaner2", "masakhapos", "injongo_slots"} <= {one["name"] for one in tagging}


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["list", "--language", "wolo"], "Did you mean 'wol'?"),
        (["list", "--task", "nerr"], "Did you mean 'ner'?"),
        (["show", "masakanews"], "Did you mean 'masakhanews'?"),
        (["fetch", "axolotl"], "comes in the package elotl: pip install elotl"),
        (["fetch", "sib200", "--language", "wool"], "sib200 has no language 'wool'"),
        (["verify"], "name one corpus, or pass --all"),
        (["stats", "tatoeba", "--mirror", "nowhere"], "holds no folder 'tatoeba-laser'"),
    ],
)
def test_a_mistake_is_one_message_with_the_next_step(words: list[str], hint: str) -> None:
    result = lowres(*words)
    assert result.exit_code == 2
    assert hint in result.stderr
    assert "Traceback" not in result.output


def test_show_says_licence_source_and_faults() -> None:
    said = lowres("show", "gatitos").stdout
    for words in ("CC-BY-4.0 (commercial use: yes", "eng-Latn", "google/smol", "mind: Aymara", "wo_en.tsv"):
        assert words in said
    assert values(lowres("show", "axolotl", "--json"))[0]["language"] == "nah-Latn"


def test_a_set_is_fetched_verified_counted_and_exported(mine: Path) -> None:
    mirror = mine.parent / "mirror"
    refused = lowres("fetch", mine, "--mirror", mirror)
    assert (refused.exit_code, "--accept-licence" in refused.stderr) == (2, True)
    assert "1 files fetched" in lowres("fetch", mine, "--mirror", mirror, "--accept-licence").stdout
    assert "0 files fetched, 1 were there" in lowres("fetch", mine).stdout
    states = {one["what"]: one["state"] for one in values(lowres("verify", mine, "--json"))}
    assert states == {"test.txt": "unchecked", "wol-Latn test": "good", "labels": "good"}


def test_counts_and_labels_of_a_split(mine: Path) -> None:
    [counted] = values(lowres("stats", mine, "--mirror", mine.parent / "mirror", "--json"))
    assert (counted["rows"], counted["words"], counted["labels"]) == (2, 3, {"B-LOC": 1, "I-LOC": 1, "O": 1})


@pytest.mark.parametrize(
    ("form", "file", "content"),
    [
        ("conll", "wol-Latn/test.conll", "Ndox\tB-LOC\nmi\tI-LOC\n\nDafa\tO\n\n"),
        (
            "jsonl",
            "wol-Latn/test.jsonl",
            '{"id": "mine:wol-Latn:test:1", "tokens": ["Ndox", "mi"], "tags": ["B-LOC", "I-LOC"]}\n'
            '{"id": "mine:wol-Latn:test:4", "tokens": ["Dafa"], "tags": ["O"]}\n',
        ),
    ],
)
def test_exports_hold_every_row(mine: Path, form: str, file: str, content: str) -> None:
    out = mine.parent / "out"
    result = lowres("export", mine, "--mirror", mine.parent / "mirror", "--to", form, "--out", out)
    assert result.exit_code == 0, result.output
    assert (out / file).read_text(encoding="utf-8") == content
    assert json.loads((out / "corpus.json").read_text(encoding="utf-8"))["licence"]["name"] == "CC-BY-NC-4.0"
    assert "exists already" in lowres("export", mine, "--mirror", mine.parent / "mirror", "--out", out).stderr


def test_a_datasets_folder_is_an_arrow_stream_with_its_state(mine: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    out = mine.parent / "out"
    assert lowres("export", mine, "--mirror", mine.parent / "mirror", "--to", "datasets", "--out", out).exit_code == 0
    folder = out / "wol-Latn" / "test"
    [file] = json.loads((folder / "state.json").read_text(encoding="utf-8"))["_data_files"]
    table = pyarrow.ipc.open_stream((folder / file["filename"]).read_bytes()).read_all()
    assert table.column("tokens").to_pylist() == [["Ndox", "mi"], ["Dafa"]]


def test_conll_is_refused_for_what_has_no_tags(tmp_path: Path, mine: Path) -> None:
    described = yaml.safe_load((shipped_labelled() / "afrisenti.yaml").read_text(encoding="utf-8"))
    assert described["task"]["kind"] == "classification"
    (tmp_path / "mirror" / "data" / "swa").mkdir(parents=True)
    (tmp_path / "mirror" / "data" / "swa" / "dev.tsv").write_text("tweet\tlabel\n", encoding="utf-8")
    result = lowres("export", "afrisenti", "--mirror", tmp_path / "mirror", "--to", "conll", "--out", tmp_path / "out")
    assert (result.exit_code, "no tags of words" in result.stderr) == (2, True)


@pytest.fixture
def translated(tmp_path: Path) -> Path:
    """A described set of two parts of translations and one of text, and its files beside it."""
    for name, text in (("wo", "ndox\n"), ("en", "water\n"), ("more.tsv", "tang,hot\n"), ("text", "Ndox mi\n")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    own = {"language": "wol-Latn", "pivot": "eng-Latn"}
    description = {
        "kind": "unlabelled",
        "name": "mine",
        "summary": "Water",
        "licence": {"name": "CC0-1.0"},
        "content": "parallel",
        "reader": {"format": "aligned_text"},
        "parts": [
            {**own, "name": "sentences", "files": ["wo", "en"]},
            {**own, "name": "words", "files": ["more.tsv"], "reader": DELIMITED},
            {"language": "lug-Latn", "files": ["text"]},
        ],
        "source": {"made": "by hand", "files": {"wo": {}, "en": {}, "more.tsv": {}, "text": {}}},
    }
    path = tmp_path / "described.yaml"
    path.write_text(yaml.safe_dump(description), encoding="utf-8")
    return path


DELIMITED = {"format": "delimited", "columns": {"target": 0, "pivot": 1}}


@pytest.mark.parametrize(
    ("words", "target", "pivot"),
    [
        (["--language", "wol", "--part", "sentences"], "ndox", "water"),
        (["--language", "wol", "--part", "words"], "tang", "hot"),
    ],
)
def test_a_corpus_recipe_of_a_part_is_read_like_any_other(
    translated: Path, words: list[str], target: str, pivot: str
) -> None:
    out = translated.parent / "wolof.yaml"
    assert lowres("recipe", translated, *words, "--mirror", translated.parent, "--out", out).exit_code == 0
    recipe = load_corpus(out)
    assert recipe.source is not None
    assert recipe.reader is not None
    [row] = recipe.reader.read(locate(recipe.source, out.parent), 100)
    assert isinstance(row, Row)
    assert (row.target, row.pivot, recipe.language, recipe.pivot) == (target, pivot, "wol-Latn", "eng-Latn")


def test_a_corpus_recipe_of_text_alone_names_its_files(translated: Path) -> None:
    out = translated.parent / "luganda.yaml"
    assert lowres("recipe", translated, "--language", "lug", "--mirror", translated.parent, "--out", out).exit_code == 0
    [file] = load_corpus(out).text
    assert locate(file, out.parent) == [translated.parent / "text"]


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["--language", "wol"], "several parts in wol-Latn. Choose with --part one of: sentences, words"),
        (["--language", "wol", "--part", "word"], "must be one of: sentences, words"),
        (["--language", "eng"], "no readable part 'eng-Latn'"),
    ],
)
def test_a_part_that_cannot_be_meant_is_told(translated: Path, words: list[str], hint: str) -> None:
    result = lowres("recipe", translated, *words, "--mirror", translated.parent, "--out", translated.parent / "o.yaml")
    assert (result.exit_code, hint in result.stderr) == (2, True)
