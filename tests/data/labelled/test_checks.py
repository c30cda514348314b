import pytest

from lowres.data.examples import LabelledPair, LabelledText, TaggedSentence
from lowres.data.labelled.checks import check_training, without_test_text
from lowres.errors import CorpusError

LONG = "Nit ki dafa jël saam mbaal, dem ca géej ga, napp jën yu bare ba noppi ñibbisi ca kër ga"


def texts(*pairs: tuple[str, str], name: str = "train") -> list[LabelledText]:
    return [LabelledText(f"{name}:{number}", text, label) for number, (text, label) in enumerate(pairs, 1)]


def test_a_training_text_that_equals_or_holds_a_test_text_is_left_out_counted_and_named() -> None:
    train = texts(("Déjà vu.", "a"), (f"Dégg naa ne: {LONG}.", "b"), ("lekk naa", "a"), ("dem naa", "b"))
    checked = check_training(train, texts(("deja VU", "a"), (LONG, "b"), name="test"))
    assert [one.id for one in checked.train] == ["train:3", "train:4"]
    [finding] = checked.findings
    assert (finding.reason, finding.count) == ("test_text_in_training", 2)
    assert "2 training examples" in finding.message
    assert "train:1, train:2" in finding.message
    with pytest.raises(CorpusError, match="2 training examples hold text of the test set"):
        check_training(train, texts(("deja VU", "a"), (LONG, "b"), name="test"), strict=True)


def test_short_texts_that_nearly_equal_each_other_are_two_examples() -> None:
    train = texts(("How much money is in my account at the bank of Thiès?", "a"), ("lekk naa", "b"))
    test = texts(("How much money is in my account at the bank of Thiaroye?", "a"), name="test")
    assert without_test_text(train, test) == (train, [])
    long = texts((f"{LONG}. " * 5 + "Thiès", "a"), ("lekk naa", "b"))
    kept, dropped = without_test_text(long, texts((f"{LONG}. " * 5 + "Thiaroye", "a"), name="test"))
    assert (len(kept), len(dropped)) == (1, 1)


def test_pairs_may_share_a_premise() -> None:
    train = [
        LabelledPair("a", LONG, "dem na", "yes"),
        LabelledPair("b", LONG, "lekk na", "no"),
        LabelledPair("c", "x", "y", "yes"),
    ]
    kept, dropped = without_test_text(train, [LabelledPair("t", LONG.upper(), "Dem na!", "yes")])
    assert [one.id for one in kept] == ["b", "c"]
    assert [one.id for one, _ in dropped] == ["a"]


def test_tagged_sentences_are_compared_by_their_words() -> None:
    train = [TaggedSentence("a", ("Awa", "dem"), ("B-PER", "O")), TaggedSentence("b", ("Awa", "lekk"), ("B-PER", "O"))]
    kept, _ = without_test_text(train, [TaggedSentence("t", ("awa", "dem", "."), ("O", "O", "O"))])
    assert [one.id for one in kept] == ["b"]


def test_labels_that_training_lacks_are_named_with_the_nearest() -> None:
    checked = check_training(texts(("x", "sports"), ("y", "health")), texts(("z", "sport"), ("w", "sport"), name="t"))
    [finding] = checked.findings
    assert (finding.reason, finding.count) == ("label_not_in_training", 2)
    assert "the label 'sport' stands in 2 test examples" in finding.message
    assert "Did you mean 'sports'?" in finding.message


def test_of_tags_the_types_are_asked_for() -> None:
    train = [TaggedSentence("a", ("Awa", "dem"), ("B-PER", "O"))]
    test = [TaggedSentence("t", ("New", "York"), ("B-LOC", "I-LOC"))]
    [finding] = check_training(train, test).findings
    assert "the label 'LOC' stands in 1 test examples" in finding.message


def test_a_rare_label_that_resembles_a_frequent_one_is_told() -> None:
    train = texts(*[(f"text {n}", "sports") for n in range(40)], ("x", "Sports"), ("y", "sport"), ("z", "trade"))
    found = [finding.message for finding in check_training(train, []).findings]
    assert found == [
        "the label 'Sports' stands in 1 training examples. Did you mean 'sports'?",
        "the label 'sport' stands in 1 training examples. Did you mean 'sports'?",
    ]
    short = texts(*[(f"text {n}", "PER") for n in range(40)], ("x", "PEL"))
    assert check_training(short, []).findings == ()


def test_training_of_one_class_is_refused() -> None:
    with pytest.raises(CorpusError, match="all 2 training examples have the label 'a'"):
        check_training(texts(("x", "a"), ("y", "a")), [])
    with pytest.raises(CorpusError, match="all 1 training examples after 1 were left out .* have the label 'a'"):
        check_training(texts(("x", "a"), ("y", "b")), texts(("y", "b"), name="test"))
    with pytest.raises(CorpusError, match="all 1 training examples have the label 'O'"):
        check_training([TaggedSentence("a", ("x", "y"), ("O", "O"))], [])


def test_nothing_left_to_learn_from_is_refused() -> None:
    with pytest.raises(CorpusError, match="no training example is left after 1 were left out"):
        check_training(texts(("x", "a")), texts(("x", "a"), name="test"))


def test_an_id_of_two_training_examples_is_refused() -> None:
    with pytest.raises(CorpusError, match="1 ids stand in more than one training example, such as 'train:1'"):
        check_training(texts(("x", "a")) + texts(("y", "b")), [])
