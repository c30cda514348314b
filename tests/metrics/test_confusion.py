from lowres.metrics.confusion import Confusion, confusion_of


def test_gold_is_a_row_and_the_answer_a_column() -> None:
    found = confusion_of([("a", "a"), ("a", "b"), ("b", "b"), ("a", "b")], ["a", "b"], "?", draws=1)
    assert found == Confusion(("a", "b"), ("a", "b"), ((1, 2), (0, 1)), 1)


def test_what_is_no_label_has_a_row_or_column_only_where_it_occurs() -> None:
    found = confusion_of([("a", "x"), ("b", "y")], ["a", "b"], "?", draws=1)
    assert (found.rows, found.columns) == (("a", "b"), ("a", "b", "?"))
    assert found.counts == ((0, 0, 1), (0, 0, 1))
    assert confusion_of([("x", "a")], ["a"], "?", draws=1).counts == ((0,), (1,))


def test_the_most_frequent_mistakes_come_first_and_hits_are_none() -> None:
    pairs = [("a", "a")] * 9 + [("a", "b")] * 2 + [("b", "a")] * 3 + [("b", "c")]
    found = confusion_of(pairs, ["a", "b", "c"], "?", draws=1)
    assert found.most_confused() == [("b", "a", 3), ("a", "b", 2), ("b", "c", 1)]
    assert found.most_confused(1) == [("b", "a", 3)]
