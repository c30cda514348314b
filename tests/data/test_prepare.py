import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lowres.data.corpus import CorpusRecipe, find_corpus
from lowres.data.leaks import Leaks
from lowres.data.locate import locate
from lowres.data.prepare import PreparationParameters, PreparedCorpus, prepare
from lowres.data.readers.rows import Row
from lowres.data.shingles import similarity
from lowres.errors import CorpusError, RecipeError
from lowres.progress import SilentProgress
from tests.data import sound
from tests.data.words import words

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
        "training_pairs": 45,
        "held_out_pairs": 10,
        "development_pairs": 5,
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
    assert corpus.report()["sizes"]["training_pairs"] == 81
    assert corpus.report()["sizes"]["development_pairs"] == 9
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


def test_development_pairs_are_in_no_other_part_and_like_no_training_pair(tmp_path: Path) -> None:
    corpus = prepared(tmp_path, sound_rows())
    training, held_out, development = corpus.training_pairs(), corpus.held_out_pairs(), corpus.development_pairs()
    parts = [{pair.id for pair in part} for part in (training, held_out, development)]
    assert len(development) == 5  # a tenth of the fifty that are not held out
    assert len(set.union(*parts)) == sum(map(len, parts)) == 60
    texts = [[text for pair in part for text in (pair.target, pair.pivot)] for part in (development, training)]
    assert max(similarity(one, other) for one in texts[0] for other in texts[1]) < 0.8
    assert not {"Tlatelolco", "Constitución"} & {pair.document for pair in development}


def test_the_genre_task_is_the_same_with_and_without_development_pairs(tmp_path: Path) -> None:
    (tmp_path / "text.csv").write_text(sound_rows(), encoding="utf-8")
    without = PARAMETERS.model_copy(update={"development_pairs": 0})
    one = prepare(recipe(), tmp_path, PARAMETERS, 17, tmp_path / "one", SilentProgress())
    other = prepare(recipe(), tmp_path, without, 17, tmp_path / "other", SilentProgress())
    assert (len(one.training_pairs()), len(other.training_pairs())) == (45, 50)
    assert other.development_pairs() == []
    assert other.held_out_pairs() == one.held_out_pairs()
    assert [other.genre_train_pivot(), other.genre_test(), other.genre_shot_pool(), other.shot_sets()] == [
        *(one.genre_train_pivot(), one.genre_test(), one.genre_shot_pool(), one.shot_sets())
    ]


def test_in_a_corpus_of_pairs_their_target_side_is_the_text(tmp_path: Path) -> None:
    corpus = prepared(tmp_path, sound_rows())
    assert list(corpus.training_text()) == [pair.target for pair in corpus.training_pairs()]
    assert corpus.held_out_text() == [pair.target for pair in corpus.held_out_pairs()]
    assert corpus.development_text() == [pair.target for pair in corpus.development_pairs()]
    assert corpus.report()["text"] is None


def test_every_sentence_that_is_evaluated_is_a_test_text(tmp_path: Path) -> None:
    corpus = prepared(tmp_path, sound_rows())
    pairs = [text for pair in corpus.held_out_pairs() for text in (pair.target, pair.pivot)]
    assert corpus.test_texts() == pairs + [text.text for text in corpus.genre_test()]


TEXT_ALONE = {"source": None, "reader": None, "genre": None, "text": [{"kind": "file", "path": "nah.txt"}]}


def test_a_corpus_of_text_alone_has_text_and_no_pairs(tmp_path: Path) -> None:
    (tmp_path / "nah.txt").write_text("".join(f"{words(number)}\n" for number in range(50)), encoding="utf-8")
    corpus = prepared(tmp_path, "", recipe(**TEXT_ALONE))
    assert len(list(corpus.training_text())) == 40
    assert len(corpus.held_out_text()) == len(corpus.development_text()) == 5
    assert corpus.test_texts() == corpus.held_out_text()
    assert corpus.training_pairs() == corpus.held_out_pairs() == corpus.development_pairs() == []
    assert corpus.genre_test() == []
    assert corpus.shot_sets() == {}
    report = corpus.report()
    assert (report["rows_read"], report["kept"], report["text"]["lines_read"]) == (0, 0, 50)
    assert {name: report["sizes"][name] for name in ("training_lines", "held_out_lines", "development_lines")} == {
        "training_lines": 40,
        "held_out_lines": 5,
        "development_lines": 5,
    }


def test_text_beside_pairs_keeps_clear_of_all_that_is_tested_or_learnt(tmp_path: Path) -> None:
    every = "".join(f"{words(number).upper()}.\n" for number in range(260))  # the pairs are made of the first 200
    (tmp_path / "nah.txt").write_text(every, encoding="utf-8")
    corpus = prepared(tmp_path, sound_rows(), recipe(text=TEXT_ALONE["text"]))
    report, training = corpus.report(), corpus.training_pairs()
    text = list(corpus.training_text())
    assert text[-len(training) :] == [pair.target for pair in training]
    assert report["sizes"]["training_lines"] == len(text) - len(training)
    assert report["text"]["dropped"]["repeated"]["count"] == 45
    assert report["text"]["dropped"]["like_a_held_out_sentence"]["count"] == 2 * (10 + 5) + 12
    set_apart = [*corpus.test_texts(), *corpus.development_text()]
    set_apart += [side for pair in corpus.development_pairs() for side in (pair.target, pair.pivot)]
    assert max(similarity(one, other) for one in set_apart for other in text) < 0.8
    assert set(corpus.held_out_text()) <= set(corpus.test_texts())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", r"nah\.txt: is empty"),
        (b"atl\ncal\xe9\n", r"nah\.txt: line 2 is not valid UTF-8"),
        (b"\n \n", r"nah\.txt: none of 2 lines can be used: empty 2"),
    ],
)
def test_a_text_file_that_cannot_be_used_leaves_no_prepared_corpus(tmp_path: Path, text: bytes, message: str) -> None:
    (tmp_path / "nah.txt").write_bytes(text)
    with pytest.raises(CorpusError, match=message) as caught:
        prepared(tmp_path, sound_rows(), recipe(text=TEXT_ALONE["text"]))
    assert caught.value.exit_status == 2
    with pytest.raises(CorpusError, match="holds no prepared corpus"):
        PreparedCorpus(tmp_path / "out-17")


@pytest.mark.parametrize(
    ("target", "pivot", "message"),
    [
        ("atl\ncalli\n", "agua\n", r"nah\.txt has 2 lines, but .*spa\.txt has 1"),
        ("", "agua\n", r"nah\.txt: is empty"),
        ("atl\n", "", r"spa\.txt: is empty"),
    ],
)
def test_parallel_files_that_do_not_fit_are_refused(tmp_path: Path, target: str, pivot: str, message: str) -> None:
    for name, content in (("nah.txt", target), ("spa.txt", pivot)):
        (tmp_path / name).write_text(content, encoding="utf-8")
    source = {"kind": "file_pair", "target": "nah.txt", "pivot": "spa.txt"}
    with pytest.raises(CorpusError, match=message) as caught:
        prepared(tmp_path, b"", recipe(source=source, reader={"format": "aligned_text"}, genre=None))
    assert caught.value.exit_status == 2


def test_text_of_an_earlier_corpus_does_not_stay_in_the_folder(tmp_path: Path) -> None:
    (tmp_path / "nah.txt").write_text("".join(f"{words(number)}\n" for number in range(50)), encoding="utf-8")
    prepared(tmp_path, "", recipe(**TEXT_ALONE))
    corpus = prepared(tmp_path, sound_rows())
    assert len(list(corpus.training_text())) == len(corpus.training_pairs())


def test_real_text_and_pairs_are_prepared_without_a_leak(shared: Path, tmp_path: Path) -> None:
    for name in ("grn_Latn", "mri_Latn", "eng_Latn"):
        lines = (shared / "corpora/nllb-seed" / name).read_text(encoding="utf-8").splitlines(keepends=True)
        (tmp_path / name).write_text("".join(lines[:1_000]), encoding="utf-8")
    source = {"kind": "file_pair", "target": "grn_Latn", "pivot": "eng_Latn"}
    text = [{"kind": "file", "path": path} for path in ("grn_Latn", "mri_Latn")]
    corpus = prepare(
        recipe(source=source, reader={"format": "aligned_text"}, genre=None, text=text),
        tmp_path,
        PARAMETERS,
        17,
        tmp_path / "out",
        SilentProgress(),
    )
    sizes, dropped = corpus.report()["sizes"], corpus.report()["text"]["dropped"]
    assert sizes["development_pairs"] == pytest.approx(99, abs=1)
    assert sizes["held_out_lines"] == sizes["development_lines"] == pytest.approx(100, abs=5)
    assert dropped["repeated"]["count"] >= sizes["training_pairs"]  # the pairs' own target side, given again
    leaks = Leaks([*corpus.test_texts(), *corpus.development_text()])
    lines = list(corpus.training_text())[: sizes["training_lines"]]
    assert 700 < len(lines) < 820
    assert [line for line, test in zip(lines, leaks.along(lines), strict=True) if test] == []


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
