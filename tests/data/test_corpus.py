import importlib.util
from pathlib import Path
from typing import Any

import pytest
import yaml

from lowres.data.corpus import CorpusRecipe, corpus_file, find_corpus, load_corpus, shipped_recipes
from lowres.errors import RecipeError, UserError
from tests.data import sound


def recipe_file(folder: Path, **changes: Any) -> Path:
    path = folder / "mine.yaml"
    path.write_text(yaml.safe_dump(sound.RECIPE | changes), encoding="utf-8")
    return path


@pytest.mark.parametrize("path", sorted(shipped_recipes().glob("*.yaml")), ids=lambda path: path.stem)
def test_every_shipped_recipe_loads_under_its_own_name(path: Path) -> None:
    assert find_corpus(path.stem, Path()).name == path.stem


def test_a_recipe_is_found_by_a_path_that_starts_at_the_naming_recipe(tmp_path: Path) -> None:
    recipe_file(tmp_path)
    assert find_corpus("mine.yaml", tmp_path).name == "mine"
    assert corpus_file(str(tmp_path / "mine.yaml"), Path("elsewhere")).parent == tmp_path


@pytest.mark.parametrize(("given", "hint"), [("axolot", "Did you mean 'axolotl'?"), ("min.yaml", "'mine.yaml'")])
def test_an_unknown_corpus_is_answered_with_the_nearest_name(tmp_path: Path, given: str, hint: str) -> None:
    recipe_file(tmp_path)
    with pytest.raises(UserError, match=hint.replace("?", r"\?")):
        find_corpus(given, tmp_path)


def test_every_fault_is_in_one_report(tmp_path: Path) -> None:
    path = recipe_file(
        tmp_path,
        language="nahuatl",
        lisence={},
        source={"kind": "fil", "path": "text.csv"},
        reader={"format": "delimited", "columns": {"target": [0], "pivott": 1}},
        genre={"classes": {"law": {"train": [3]}}},
    )
    with pytest.raises(RecipeError) as caught:
        load_corpus(path)
    message = str(caught.value)
    for words in ("language is 'nahuatl'", "'licence'?", "'file'?", "'pivot'?", "columns.pivot is missing"):
        assert words in message
    assert "law.train.1 is 3" in message
    assert len(caught.value.faults) == 7  # columns.target, too


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"reader": {"format": "aligned_text"}}, "does not fit"),
        ({"source": {"kind": "file_pair", "target": "a", "pivot": "b"}}, "does not fit"),
        ({"source": {"kind": "file", "path": "a", "sha256": "abc"}}, "sha256"),
        ({"source": None, "reader": None}, "must have a source .* or a list of text files, or both"),
        ({"source": None, "reader": None, "text": []}, "must have a source .* or a list of text files, or both"),
        ({"source": None, "text": [{"kind": "file", "path": "a"}]}, "must have a source, because it has reader"),
        ({"reader": None}, "must have a reader"),
        ({"text": [{"kind": "fil", "path": "a"}]}, r"text.1.kind is 'fil', .* Did you mean 'file'\?"),
        ({"text": [{"kind": "file_pair", "target": "a", "pivot": "b"}]}, "text.1.kind is 'file_pair', but must be"),
        ({"genre": {"classes": {"a": {"train": ["x"], "test": ["y"]}, "b": {"train": ["y"]}}}}, "stand twice: y"),
        ({"genre": {"classes": {"a": {"train": ["x", " x "]}, "b": {"train": ["z"]}}}}, "stand twice: x"),
    ],
)
def test_parts_that_contradict_each_other_are_refused(tmp_path: Path, changes: dict[str, Any], words: str) -> None:
    with pytest.raises(RecipeError, match=words):
        load_corpus(recipe_file(tmp_path, **changes))


def test_text_may_stand_alone_or_beside_translations(tmp_path: Path) -> None:
    text = [{"kind": "file", "path": "nah.txt"}, {"kind": "file", "path": "more.txt"}]
    assert len(load_corpus(recipe_file(tmp_path, text=text)).text) == 2
    alone = load_corpus(recipe_file(tmp_path, text=text, source=None, reader=None))
    assert (alone.source, alone.reader) == (None, None)


@pytest.mark.parametrize("file", ["/etc/passwd", "../secret", "corpora/../../x", "", "a\\b"])
def test_a_file_in_a_package_is_named_from_inside_it(tmp_path: Path, file: str) -> None:
    source = {
        "kind": "package",
        "package": "elotl",
        "file": file,
        "version_tested": "1",
        "sha256": "0" * 64,
        "bytes": 1,
    }
    with pytest.raises(RecipeError, match="inside the package"):
        load_corpus(recipe_file(tmp_path, source=source))


def test_a_key_given_twice_is_refused(tmp_path: Path) -> None:
    path = recipe_file(tmp_path)
    path.write_text(path.read_text(encoding="utf-8") + "name: other\n", encoding="utf-8")
    with pytest.raises(UserError, match="given twice"):
        load_corpus(path)


def test_yaml_that_would_run_code_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("name: !!python/object/apply:os.getcwd []\n", encoding="utf-8")
    with pytest.raises(UserError, match="not valid YAML"):
        load_corpus(path)


def test_recipes_inside_an_installed_package_come_before_those_beside_a_checkout(tmp_path: Path) -> None:
    package = tmp_path / "site" / "lowres"
    module = package / "data" / "corpus.py"
    module.parent.mkdir(parents=True)
    original = Path(importlib.util.find_spec(CorpusRecipe.__module__).origin or "")  # type: ignore[union-attr]
    module.write_text(original.read_text(encoding="utf-8"), encoding="utf-8")
    spec = importlib.util.spec_from_file_location("copied_corpus", module)
    assert spec is not None
    assert spec.loader is not None
    copied = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(copied)
    assert copied.shipped_recipes() == tmp_path / "site" / "corpora_recipes"
    (package / "corpora_recipes").mkdir()
    assert copied.shipped_recipes() == package / "corpora_recipes"
