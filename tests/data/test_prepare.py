import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lowres.data.corpus import CorpusRecipe, find_corpus
from lowres.data.locate import locate
from lowres.data.prepare import PreparationParameters, PreparedCorpus, prepare
from lowres.data.readers.rows import Row
from lowres.data.shingles import similarity
from lowres.errors import CorpusError, RecipeError
from lowres.progress import SilentProgress
from tests.data import sound

SYLLABLES = ("tla", "co", "mi", "te", "po", "chi", "hua", "nel", "qui", "zo", "ya", "cuau", "xo", "itz", "pan", "lli")
DOCUMENTS = {"Diario": "annals", "Tlatelolco": "annals", "Documentos": "law", "Constitución": "law", "Recetario": ""}
GENRE = {
    "classes": {
        "annals": {"train": ["Diario"], "test": ["Tlatelolco"]},
        "law": {"train": ["Documentos"], "test": ["Constitución"]},
    }
}
PARAMETERS = PreparationParameters(
    held_out_pairs=10, labels_per_class=8, test_per_class=6, shots_per_class=2, shot_seeds=3
)


def words(number: int) -> str:
    """Five words that no other number shares much of: the digits of its multiples, spelt in syllables."""
    digits = [(number * prime + prime) % 9973 for prime in (7919, 6151, 4733, 3571, 2843)]
    return " ".join(SYLLABLES[one % 16] + SYLLABLES[one // 16 % 16] + SYLLABLES[one // 256 % 16] for one in digits)


def sound_rows(count: int = 100) -> str:
    documents = list(DOCUMENTS)
    return "".join(f"{words(2 * row)},{words(2 * row + 1)},{documents[row % len(documents)]}\n" for row in range(count))


def recipe(**changes: Any) -> CorpusRecipe:
    reader = {"format": "delimited", "columns": {"target": 0, "pivot": 1, "document": 2}}
    return CorpusRecipe.model_validate(sound.RECIPE | {"reader": reader, "genre": GENRE} | changes)


def prepared(folder: Path, text: str | bytes, corpus: CorpusRecipe | None = None, seed: int = 17) -> PreparedCorpus:
    (folder / "text.csv").write_bytes(text.encode() if isinstance(text, str) else text)
    return prepare(corpus or recipe(), folder, PARAMETERS, seed, folder / f"out-{seed}", SilentProgress())


def test_a_corpus_is_split_and_read_back(tmp_path: Path) -> None:
    corpus = prepared(tmp_path, sound_rows())
    report = corpus.report()
    assert report["rows_read"] == report["kept"] == 100
    assert report["sizes"] == {
        "training_pairs": 50,
        "held_out_pairs": 10,
        "genre_train": len(corpus.genre_train_pivot()),
        "genre_test": 12,
        "shot_pool": len(corpus.genre_shot_pool()),
    }
    assert report["corpus"]["licence"]["name"] == "CC0-1.0"
    assert report["genre"]["law"]["train_documents"] == ["Documentos"]
    first = corpus.training_pairs()[0]
    assert (first.id, first.line, first.document) == (f"mine:{first.line}", first.line, first.document)
    assert list(corpus.shot_sets()) == [1, 2, 3]
    assert {len(ids) for ids in corpus.shot_sets().values()} == {4}


def test_nothing_that_is_tested_is_learnt_from(tmp_path: Path) -> None:
    shouted = "".join(f"{line.upper()}\n" for line in sound_rows(50).splitlines()).replace("TLATELOLCO", "Diario")
    corpus = prepared(tmp_path, shouted + sound_rows())
    training, held_out = corpus.training_pairs(), corpus.held_out_pairs()
    assert not {"Tlatelolco", "Constitución"} & {pair.document for pair in training + held_out}
    tested = [text.text for text in corpus.genre_test()]
    tested += [text for pair in held_out for text in (pair.target, pair.pivot)]
    learnt = [text for pair in training for text in (pair.target, pair.pivot)]
    learnt += [text.text for text in corpus.genre_train_pivot() + corpus.genre_shot_pool()]
    assert max(similarity(one, other) for one in tested for other in learnt) < 0.8
    shots = {one for ids in corpus.shot_sets().values() for one in ids}
    assert shots <= {text.id for text in corpus.genre_shot_pool()}
    assert not shots & {text.id for text in corpus.genre_train_pivot()}


FAULTY_LINES = [
    (b"atl\n", "one_column"),
    (b"atl,agua\n", "too_few_columns"),
    (b"atl,agua,Diario,more\n", "too_many_columns"),
    (b"se\xf1or,sir,Diario\n", "invalid_utf8"),
    (b"a\0tl,agua,Diario\n", "nul_byte"),
    (b"x" * 1_000_000 + b"\n", "too_long"),
    (b'"atl,agua,Diario\n', "broken_quotes"),
    (b"\n", "blank_line"),
    (b" ,agua,Diario\n", "one_sided"),
    (b" , ,Diario\n", "empty"),
    (b"...,!,Diario\n", "without_letters"),
    (b"atl,agua,\n", "without_document"),
    (b"Juan Diego,juan diego,Diario\n", "untranslated"),
]


def test_every_faulty_row_is_counted_and_named_with_its_line(tmp_path: Path) -> None:
    corpus = prepared(tmp_path, sound_rows().encode() + b"".join(line for line, _ in FAULTY_LINES))
    report = corpus.report()
    assert report["rows_read"] == 100 + len(FAULTY_LINES)
    assert report["kept"] == 100
    assert {reason: entry["count"] for reason, entry in report["dropped"].items()} == {
        reason: 1 for _, reason in FAULTY_LINES
    }
    for number, (_, reason) in enumerate(FAULTY_LINES, start=101):
        assert report["dropped"][reason]["examples"][0].startswith(f"line {number}: ")
    dropped = [json.loads(line) for line in (corpus.folder / "dropped.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(row["line"], row["reason"]) for row in dropped] == [
        (number, reason) for number, (_, reason) in enumerate(FAULTY_LINES, start=101)
    ]


def test_marks_line_ends_and_spellings_of_other_systems_are_mended_and_counted(tmp_path: Path) -> None:
    mended = "\ufeff" + sound_rows().replace("\n", "\r\n").replace("tla", "tla\u0301", 1)
    corpus = prepared(tmp_path, mended)
    assert corpus.report()["repaired"] == {"byte_order_mark": 1, "carriage_return": 100, "not_nfc": 1}
    assert corpus.report()["kept"] == 100


def test_labels_in_test_that_training_lacks_are_named_and_not_used(tmp_path: Path) -> None:
    genre = {"classes": {**GENRE["classes"], "recipes": {"train": [], "test": ["Recetario"]}}}
    corpus = prepared(tmp_path, sound_rows(), recipe(genre=genre))
    report = corpus.report()
    assert report["dropped"]["label_without_training"]["count"] == 20
    assert report["kept"] == 80
    assert report["genre"]["recipes"]["test"] == 0
    assert "recipes" not in {text.label for text in corpus.genre_test()}


def test_a_corpus_without_a_genre_task_has_empty_genre_files(tmp_path: Path) -> None:
    reader = {"format": "delimited", "columns": {"target": 0, "pivot": 1}}
    corpus = prepared(tmp_path, sound_rows(), recipe(genre=None, reader=reader))
    assert corpus.report()["sizes"]["training_pairs"] == 90
    assert corpus.report()["genre"] is None
    assert corpus.genre_train_pivot() == corpus.genre_test() == corpus.genre_shot_pool() == []
    assert corpus.shot_sets() == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "is empty"),
        (b"\n\n", "none of its 2 rows can be used: blank_line 2"),
        (b"atl;agua;Diario\ncalli;casa;Diario\n", "none of its 2 rows can be used: one_column 2.*'reader'"),
        (b"\xff\xfea\0t\0l\0", "UTF-16"),
        (b"\x00" * 1_000_000, "none of its 1 rows can be used: too_long 1"),
        (b"atl,agua,Diario\ncalli,casa,Documentos\na,b,Tlatelolco\nc,d,Constituci\xc3\xb3n\n", "held_out_pairs is 10"),
    ],
)
def test_text_that_cannot_be_used_is_refused_with_the_counts(tmp_path: Path, text: bytes, message: str) -> None:
    with pytest.raises(CorpusError, match=message):
        prepared(tmp_path, text)
    assert not (tmp_path / "out-17").exists()


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="does not exist"):
        prepare(recipe(), tmp_path, PARAMETERS, 17, tmp_path / "out", SilentProgress())


def test_documents_that_the_text_lacks_are_named_with_the_nearest(tmp_path: Path) -> None:
    genre = {"classes": {"annals": {"train": ["Diaro"], "test": ["Tlatelolco"]}, "law": {"train": ["Ley"]}}}
    with pytest.raises(RecipeError) as caught:
        prepared(tmp_path, sound_rows(), recipe(genre=genre))
    assert [fault.address for fault in caught.value.faults] == [
        "genre.classes.annals.train.1",
        "genre.classes.law.train.1",
    ]
    assert "Did you mean 'Diario'?" in str(caught.value)


def test_another_number_of_rows_than_expected_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="100 rows were read, but the corpus recipe expects 99"):
        prepared(tmp_path, sound_rows(), recipe(expected={"rows": 99}))


def test_a_folder_without_a_finished_preparation_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="holds no prepared corpus"):
        PreparedCorpus(tmp_path)


def test_two_languages_in_two_files_are_prepared_alike(tmp_path: Path) -> None:
    for place, name in enumerate(("nah.txt", "spa.txt")):
        lines = [line.split(",")[place] for line in sound_rows().splitlines()]
        (tmp_path / name).write_text("\n".join(lines), encoding="utf-8")
    source = {"kind": "file_pair", "target": "nah.txt", "pivot": "spa.txt"}
    corpus = prepared(tmp_path, b"", recipe(source=source, reader={"format": "aligned_text"}, genre=None))
    assert corpus.report()["kept"] == 100


def test_the_files_are_the_same_in_another_process_and_others_for_another_seed(tmp_path: Path) -> None:
    corpus = prepared(tmp_path, sound_rows())
    files = {path.name: path.read_bytes() for path in sorted(corpus.folder.iterdir())}
    code = (
        "import sys; from pathlib import Path; from lowres.data.corpus import CorpusRecipe;"
        "from lowres.data.prepare import PreparationParameters, prepare; from lowres.progress import SilentProgress;"
        "recipe, parameters, folder, out = sys.argv[1:];"
        "prepare(CorpusRecipe.model_validate_json(recipe), Path(folder),"
        " PreparationParameters.model_validate_json(parameters), 17, Path(out), SilentProgress())"
    )
    subprocess.run(
        [
            sys.executable,
            "-c",
            code,
            recipe().model_dump_json(),
            PARAMETERS.model_dump_json(),
            tmp_path,
            tmp_path / "again",
        ],
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "5", "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert {path.name: path.read_bytes() for path in sorted((tmp_path / "again").iterdir())} == files
    other = prepared(tmp_path, sound_rows(), seed=18)
    assert other.held_out_pairs() != corpus.held_out_pairs()


def test_the_axolotl_recipe_fits_its_file() -> None:
    pytest.importorskip("elotl")
    axolotl = find_corpus("axolotl", Path())
    rows = list(axolotl.reader.read(locate(axolotl.source, Path()), 20_000))
    assert len(rows) == axolotl.expected.rows == 16_111
    assert sum(isinstance(row, Row) for row in rows) == 16_107  # four articles of the constitution are too long
    assert axolotl.genre is not None
    named = axolotl.genre.train_labels.keys() | axolotl.genre.test_labels.keys()
    assert named <= {" ".join(row.document.split()) for row in rows if isinstance(row, Row)}
    assert set(axolotl.genre.test_labels.values()) == {"annals", "poetry", "tales", "law"}
