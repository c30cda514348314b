import pytest

from lowres.data.corpus import ClassDocuments, GenreTask
from lowres.data.examples import Pair
from lowres.data.sample import GenreSizes, Split, draw, genre_sets, hold_out, set_development_apart, without_seen_tests
from lowres.errors import CorpusError

GENRE = GenreTask(
    classes={
        "annals": ClassDocuments(train=["Diario", "Sexta"], test=["Tlatelolco"]),
        "law": ClassDocuments(train=["Documentos"], test=["Constitución"]),
        "tales": ClassDocuments(train=[], test=["Tetzcoco"]),
    }
)
SIZES = GenreSizes(labels_per_class=5, test_per_class=3, shots_per_class=2, shot_seeds=2)


def pairs_of(document: str, count: int) -> list[Pair]:
    return [
        Pair(f"{document}:{line}", f"nah {document} {line}", f"spa {document} {line}", document)
        for line in range(count)
    ]


CORPUS = [
    pair
    for document, count in [
        ("Diario", 12),
        ("Sexta", 8),
        ("Documentos", 9),
        ("Tlatelolco", 6),
        ("Constitución", 2),
        ("Tetzcoco", 3),
        ("Recetario", 10),
    ]
    for pair in pairs_of(document, count)
]


def test_a_draw_keeps_the_order_and_changes_with_seed_and_purpose() -> None:
    drawn = draw(CORPUS, 20, 17, "x")
    assert len(drawn) == 20
    assert drawn == [pair for pair in CORPUS if pair in drawn]
    assert drawn == draw(list(CORPUS), 20, 17, "x")
    assert drawn != draw(CORPUS, 20, 18, "x")
    assert drawn != draw(CORPUS, 20, 17, "y")


def test_a_draw_is_the_same_in_every_process_and_version() -> None:
    assert [pair.id for pair in draw(pairs_of("a", 6), 2, 17, "shots")] == [
        "a:1",
        "a:5",
    ]  # the SHA-256 of "17 shots a:5" is the lowest


def test_another_row_moves_no_other_out_of_the_way_but_one() -> None:
    before = {pair.id for pair in draw(CORPUS[1:], 20, 17, "x")}
    after = {pair.id for pair in draw(CORPUS, 20, 17, "x")}
    assert len(before - after) <= 1


def test_held_out_pairs_come_from_documents_that_are_not_tested() -> None:
    split = hold_out(CORPUS, GENRE, 15, seed=17)
    assert len(split.held_out) == 15
    assert len(split.training) == 39 - 15
    assert {pair.document for pair in split.test_documents} == {"Tlatelolco", "Constitución", "Tetzcoco"}
    assert {pair.document for pair in split.training + split.held_out} == {"Diario", "Sexta", "Documentos", "Recetario"}
    ids = [pair.id for part in (split.training, split.held_out, split.test_documents) for pair in part]
    assert sorted(ids) == sorted(pair.id for pair in CORPUS)


def test_too_few_rows_are_answered_with_the_numbers_and_the_remedy() -> None:
    with pytest.raises(
        CorpusError, match=r"39 usable pairs remain .* held_out_pairs is 39, .* Set held_out_pairs to 3 "
    ):
        hold_out(CORPUS, GENRE, 39, seed=17)
    assert len(hold_out(CORPUS, None, 49, seed=17).training) == 1


@pytest.mark.parametrize(("count", "wanted"), [(2, 2), (300, 3), (0, 0)])
def test_development_pairs_are_drawn_out_of_the_training_pairs_a_tenth_at_most(count: int, wanted: int) -> None:
    split = hold_out(CORPUS, GENRE, 5, seed=17)
    parted = set_development_apart(split, count, seed=17)
    assert len(parted.development) == wanted  # of 34
    assert sorted([*parted.development, *parted.training], key=CORPUS.index) == split.training
    assert (parted.held_out, parted.test_documents) == (split.held_out, split.test_documents)


def test_labels_shots_and_tests_are_drawn_by_class() -> None:
    split = hold_out(CORPUS, GENRE, 5, seed=17)
    sets = genre_sets(split, GENRE, SIZES, seed=17)
    labels = [text.label for text in sets.train_pivot]
    assert labels[:5] == ["annals"] * 5
    assert set(labels[5:]) == {"law"}
    assert {text.text.split()[0] for text in sets.train_pivot} == {"spa"}
    assert [text.label for text in sets.test] == ["annals"] * 3 + ["law"] * 2
    assert {text.text.split()[0] for text in sets.test + sets.shot_pool} == {"nah"}
    assert {text.document for text in sets.test} == {"Tlatelolco", "Constitución"}


def test_every_shot_set_has_its_shots_of_every_class_and_no_translation_is_a_label() -> None:
    sets = genre_sets(hold_out(CORPUS, GENRE, 5, seed=17), GENRE, SIZES, seed=17)
    label_of = {text.id: text.label for text in sets.shot_pool}
    assert list(sets.shot_sets) == [1, 2]
    for ids in sets.shot_sets.values():
        assert sorted(label_of[one] for one in ids) == ["annals", "annals", "law", "law"]
        assert not set(ids) & {text.id for text in sets.train_pivot}
    assert sets.shot_sets[1] != sets.shot_sets[2]


def test_test_rows_of_a_class_without_training_rows_are_set_aside() -> None:
    sets = genre_sets(hold_out(CORPUS, GENRE, 5, seed=17), GENRE, SIZES, seed=17)
    assert sets.unlearnable == pairs_of("Tetzcoco", 3)
    assert "tales" not in {text.label for text in sets.test}


def test_classes_that_are_too_small_are_all_named() -> None:
    split = Split(pairs_of("Diario", 1) + pairs_of("Documentos", 2), [], pairs_of("Tlatelolco", 2))
    with pytest.raises(CorpusError) as caught:
        genre_sets(split, GENRE, SIZES, seed=17)
    message = str(caught.value)
    assert "genre.classes.annals: 1 training pairs are too few for 2 sets of 2 shots" in message
    assert "genre.classes.law: 2 training pairs are too few" in message
    assert "1 have both training and test rows (annals), but at least 2 must" in message


def test_a_test_line_that_stands_inside_a_training_text_is_set_aside() -> None:
    poem = Pair("p:1", "ye nihualla antocnihuan noconcozcazoya nictzinitzcamana", "ya llego", "Tinta")
    line = Pair("p:2", "Noconcozcazoya, nictzinitzcamana.", "engarzo esmeraldas", "Trece")
    other = Pair("p:3", "zan tlaocolxochitl tlaocolcuicatl", "solo flores tristes", "Trece")
    split, seen = without_seen_tests(Split([poem], [], [line, other]), share=0.8)
    assert split == Split([poem], [], [other])
    assert seen == [line]
