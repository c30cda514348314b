import pytest

from lowres.tasks.diagnosis.round_trip import LOSSES, LossExample, RoundTrip, loss


@pytest.mark.parametrize(
    ("text", "decoded", "kind"),
    [
        ("in calli", "in  calli ", None),
        ("caf\u00e9", "cafe\u0301", None),
        ("1½ ﬁ", "11⁄2 fi", "compatibility"),
        ("می\u200cخواهم", "میخواهم", "invisible"),
        ("می\u200cخواهم", "می خواهم", "invisible"),
        ("In Calli", "in calli", "case"),
        ("Éa", "ea", "marks"),
        ("हिन्दी", "हनद", "marks"),
        ("in calli", "in cali", "other"),
    ],
)
def test_a_line_counts_under_the_worst_loss_that_explains_it(text: str, decoded: str, kind: str | None) -> None:
    assert loss(text, decoded, has_unknown=False) == kind


def test_a_change_of_a_line_with_unknown_tokens_is_put_down_to_them() -> None:
    assert loss("ⴰ x", "<unk> x", has_unknown=True) == "unknown"


def test_an_unknown_token_that_comes_back_as_it_was_is_no_loss() -> None:
    assert loss("[UNK]", "[UNK]", has_unknown=True) is None


def test_only_a_few_examples_of_a_kind_are_kept_but_all_lines_are_counted() -> None:
    found = RoundTrip()
    for number in range(10):
        found.add(f"A{number}", f"a{number}", has_unknown=False)
    assert found.lines == {"case": 10}
    assert [example.text for example in found.examples] == ["A0", "A1", "A2"]


def test_an_example_shows_the_text_around_the_first_loss_and_spells_out_what_cannot_be_seen() -> None:
    found = RoundTrip()
    found.add("x" * 40 + " a\u200cb " + "y" * 40, "x" * 40 + " ab " + "y" * 40, has_unknown=False)
    before, after = "…" + "x" * 14 + " a\\u200cb " + "y" * 29 + "…", "…" + "x" * 14 + " ab " + "y" * 30 + "…"
    assert found.examples == [LossExample("invisible", before, after)]


def test_every_kind_of_loss_is_told_in_words() -> None:
    assert LOSSES.keys() == {"unknown", "other", "marks", "case", "invisible", "compatibility"}
