from collections.abc import Iterator

import pytest

from lowres.tasks.diagnosis import diagnose as module
from lowres.tasks.diagnosis.diagnose import diagnose
from lowres.tasks.diagnosis.figures import Diagnosis, Spelling
from lowres.tasks.diagnosis.speller import speller_of
from lowres.tasks.diagnosis.text_lines import TextLine
from lowres.tasks.spelling import tokenizer_fertility
from tests import tiny


def under(kind: str, *texts: str, english: tuple[str, ...] = ()) -> Diagnosis:
    lines = [TextLine(text, english[place] if english else "") for place, text in enumerate(texts)]
    [found] = diagnose(lines, [speller_of(tiny.TOKENIZERS[kind]())])
    return found


def test_every_figure_of_two_lines_by_hand() -> None:
    row = under("unigram", "la casa, ñ", "", "catepo").row()  # ▁la ▁casa , ▁ <unk>; ▁ ca te po
    wanted = {"sentences": 2, "words": 4, "characters": 14, "bytes": 15, "tokens": 9, "fertility": 9 / 4}
    wanted |= {"unknown_rate": 1 / 9, "characters_per_token": 14 / 9, "bytes_per_token": 15 / 9}
    wanted |= {"split_word_rate": 2 / 4, "byte_piece_rate": 0.0, "lines_changed": 1, "losses": {"unknown": 1}}
    wanted |= {"loss_examples": [{"kind": "unknown", "text": "la casa, ñ", "decoded": "la casa, <unk>"}]}
    assert {name: row[name] for name in wanted} == wanted


@pytest.mark.parametrize(
    ("kind", "split"),
    [
        ("unigram", 0),
        ("wordpiece", 0),
        ("sentencepiece_bpe", 0),
        ("byte_level_bpe", 1),
    ],  # Ġcasa needs a space before it
)
def test_a_word_in_one_piece_is_not_split_by_what_stands_beside_it(kind: str, split: int) -> None:
    assert under(kind, "casa que, casa.  ... casa").split_words == split


def test_the_start_of_a_word_as_a_piece_of_its_own_splits_it_in_the_middle_of_a_line_as_at_its_beginning() -> None:
    assert under("unigram", "ma", "ma ma").split_words == 3  # ▁ ma


def test_a_script_without_pieces_is_unknown_whatever_else_covers_its_first_letter() -> None:
    found = under("unigram", "ⴰⵣⵓⵍ", "casa ⴰⵣⵓⵍ")
    assert found.text.scripts == {"Tfng": 8 / 12, "Latn": 4 / 12}
    assert found.spelling == {"Tfng": Spelling(0, 0, 1), "Latn": Spelling(1, 0, 0)}
    assert found.uncovered == ["Tfng"]


@pytest.mark.parametrize("kind", ["byte_level_bpe", "sentencepiece_bpe"])
def test_letters_that_only_bytes_spell_are_not_covered_though_nothing_is_unknown(kind: str) -> None:
    found = under(kind, "casa ⴰⵣ")
    assert (found.unknown, found.byte_pieces) == (0, 6)
    assert found.spelling == {"Latn": Spelling(1, 0, 0), "Tfng": Spelling(0, 1, 0)}
    assert found.uncovered == ["Tfng"]
    assert found.losses == {}


def test_a_letter_that_the_tokenizer_drops_counts_as_unknown() -> None:
    from tokenizers import normalizers

    tokenizer = tiny.unigram_tokenizer()
    tokenizer.backend_tokenizer.normalizer = normalizers.Replace("ж", "")
    [found] = diagnose([TextLine("casa жж")], [speller_of(tokenizer)])
    assert found.spelling["Cyrl"] == Spelling(0, 0, 1)
    assert found.losses == {"other": 1}


def test_many_unknown_tokens_name_the_script_though_most_of_its_letters_have_pieces() -> None:
    found = under("unigram", "casa casa casa casa casa ñ")  # 6 pieces and one unknown token
    assert found.unknown_rate == 1 / 7
    assert found.spelling["Latn"].pieces > 0.9
    assert found.uncovered == ["Latn"]


def test_composed_and_decomposed_lines_are_told_apart() -> None:
    texts = ["casa", "se\u0301", "sé", "sé se\u0301"]
    found = under("unigram", *texts).text
    assert (found.composed, found.decomposed, found.form) == (2, 2, "mixed")
    assert [under("unigram", text).text.form for text in texts] == ["plain", "NFD", "NFC", "mixed"]


def test_a_letter_that_unicode_never_composes_is_not_taken_for_decomposed() -> None:
    assert under("unigram", "\N{DEVANAGARI LETTER QA}").text.form == "NFC"  # NFC itself takes it apart


def test_the_cost_is_measured_on_the_lines_that_have_a_translation() -> None:
    found = under("unigram", "catepo", "que", "casa", english=("casa", "", "el mar"))  # 4 and 1 pieces against 1 and 2
    assert (found.english.value, found.english.exact) == (5 / 3, True)
    assert str(found.english) == "1.67×"


def test_without_a_translation_pieces_a_word_are_compared_and_said_to_be_an_estimate() -> None:
    speller = speller_of(tiny.unigram_tokenizer())
    [found] = diagnose([TextLine("casa que")], [speller])
    assert found.english.value == pytest.approx(1 / speller.english_fertility)
    assert not found.english.exact
    assert str(found.english).startswith("~")


def test_one_pass_serves_several_tokenizers_and_gives_what_each_alone_gives() -> None:
    def stream() -> Iterator[TextLine]:
        yield from [TextLine("la casa"), TextLine("ñ")]

    kinds = ("unigram", "wordpiece", "byte_level_bpe")
    together = diagnose(stream(), [speller_of(tiny.TOKENIZERS[kind]()) for kind in kinds])
    assert together == [under(kind, "la casa", "ñ") for kind in kinds]


def test_batches_do_not_change_a_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["la casa, ñ", "catepo", "Sé ⴰⵣ ma", " ", "que"]
    whole = under("unigram", *texts)
    monkeypatch.setattr(module, "CHARACTERS_IN_A_BATCH", 8)
    assert under("unigram", *texts) == whole


def test_no_more_than_a_batch_is_ever_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LINES_IN_A_BATCH", 4)
    read: list[int] = []
    heard: list[int] = []

    def stream() -> Iterator[TextLine]:
        for number in range(10):
            read.append(number)
            assert number < sum(heard) / len("casa\n") + 4
            yield TextLine("casa")

    diagnose(stream(), [speller_of(tiny.unigram_tokenizer())], heard.append)
    assert heard == [20, 20, 10]


@pytest.mark.parametrize("kind", sorted(tiny.TOKENIZERS))
def test_the_figures_are_those_of_the_steps_that_count_fertility_alone(kind: str) -> None:
    texts = ["la casa, ñ ⴰⵣ", "catepo  ma", "Sé – que?"]
    found, alone = under(kind, *texts).row(), tokenizer_fertility(tiny.TOKENIZERS[kind](), texts)
    assert (found["words"], found["tokens"], found["characters"]) == (alone.words, alone.tokens, alone.characters)
    assert (found["unknown_rate"], found["scripts"]) == (alone.unknown_rate, alone.scripts)


def test_nothing_but_empty_lines_gives_zeros() -> None:
    row = under("unigram", "", "  ").row()
    assert (row["fertility"], row["unknown_rate"], row["split_word_rate"], row["english_cost"]) == (0, 0, 0, 0)
