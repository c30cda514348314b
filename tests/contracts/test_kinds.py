"""What every kind of tokenizer must keep to when its vocabulary changes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from transformers import AutoTokenizer

from lowres.vocabulary.kinds import kind_of
from lowres.vocabulary.kinds.kind import Kind
from tests import tiny
from tests.vocabulary.corpus import STEMS, sentences

OLD_TEXTS = ["la casa del mar que no", "atl tonal in calli", "agua sol", "tlacatl te"]
UNSEEN = "\N{TIFINAGH LETTER YA}\N{TIFINAGH LETTER YAM}\N{TIFINAGH LETTER YU}"
TEXTS = [*sentences(), *[f"calpan {UNSEEN} ohtli"] * 3]

Build = Callable[[], Any]
every_tokenizer = pytest.mark.parametrize("build", tiny.TOKENIZERS.values(), ids=tiny.TOKENIZERS.keys())


def extended(kind: Kind) -> Any:
    return kind.add(kind.learn_new(TEXTS, 40))


def renewed(kind: Kind) -> Any:
    return kind.renew(kind.learn_own(TEXTS, 80))


def trimmed(kind: Kind) -> Any:
    ids = [number for text in OLD_TEXTS for number in kind.tokenizer(text).input_ids]
    return kind.keep(kind.closure(ids))


every_operation = pytest.mark.parametrize("operation", [extended, renewed, trimmed])


def plain(tokenizer: Any, text: str) -> list[int]:
    return list(tokenizer(text, add_special_tokens=False).input_ids)


def decoded(tokenizer: Any, text: str) -> str:
    return str(tokenizer.decode(plain(tokenizer, text)))


@every_tokenizer
def test_every_token_has_its_place_among_the_pieces(build: Build) -> None:
    tokenizer = build()
    pieces = kind_of(tokenizer).pieces()
    assert len(pieces) == len(tokenizer)
    assert all(pieces[number] == text for text, number in tokenizer.get_vocab().items())


@every_tokenizer
def test_special_tokens_and_single_letters_are_protected(build: Build) -> None:
    tokenizer = build()
    kind = kind_of(tokenizer)
    protected = {kind.pieces()[number] for number in kind.protected()}
    assert {*tokenizer.all_special_tokens, *tokenizer.get_added_vocab(), *"aeioulmt"} <= protected
    assert not {piece for piece in protected if kind.surface(piece) in tiny.WORDS}


@every_tokenizer
def test_words_are_counted_as_the_model_sees_them(build: Build) -> None:
    kind = kind_of(build())
    words = kind.words(iter(["la casa", "atl casa"]))
    assert sorted((kind.surface(word), count) for word, count in words.items()) == [("atl", 1), ("casa", 2), ("la", 1)]


@every_tokenizer
def test_a_piece_is_spelt_by_the_tokens_of_its_text(build: Build) -> None:
    kind = kind_of(build())
    [word] = [word for word in kind.words(["x catepox"]) if "catepox" in word]
    spelling = kind.spell(word)
    assert "".join(kind.surface(kind.pieces()[number]) for number in spelling) == "catepox"
    assert kind.tokens_saved(word) == len(spelling) - 1
    assert [kind.starts_word(kind.pieces()[number]) for number in spelling] == [True] + [False] * (len(spelling) - 1)


@every_tokenizer
def test_added_pieces_get_the_last_numbers_and_are_used(build: Build) -> None:
    tokenizer = build()
    kind = kind_of(tokenizer)
    pieces = kind.learn_new(TEXTS, 40)
    longer = kind.add(pieces)
    new = [piece.text for piece in pieces]
    assert kind_of(longer).pieces() == [*kind.pieces(), *new]
    assert not set(new) & set(longer.get_added_vocab())
    assert "▁calpan" not in tokenizer.get_vocab()  # the given tokenizer is as it was
    for text in ("calpan", "tepetl"):
        assert len(plain(longer, f"in {text}tzin")) < len(plain(tokenizer, f"in {text}tzin"))


@every_tokenizer
def test_every_added_piece_is_reached_by_some_word(build: Build) -> None:
    kind = kind_of(build())
    pieces = kind.learn_new(TEXTS, 40)
    longer = kind_of(kind.add(pieces))
    assert [longer.spell(piece.text) for piece in pieces] == [
        [number] for number in range(len(kind.pieces()), len(longer.pieces()))
    ]


@every_tokenizer
def test_texts_without_a_new_piece_are_spelt_as_before(build: Build) -> None:
    kind = kind_of(build())
    longer = extended(kind)
    first = len(kind.pieces())
    untouched = [text for text in OLD_TEXTS if max(longer(text).input_ids) < first]
    assert len(untouched) >= 2
    for text in untouched:
        assert longer(text).input_ids == kind.tokenizer(text).input_ids


@every_tokenizer
@pytest.mark.parametrize("operation", [extended, renewed])
def test_unknown_characters_become_known(build: Build, operation: Callable[[Kind], Any]) -> None:
    kind = kind_of(build())
    changed = operation(kind)
    unknown = changed.unk_token_id
    assert all(unknown not in plain(changed, text) for text in TEXTS)
    assert decoded(changed, f"atl {UNSEEN}") == f"atl {UNSEEN}"


@every_tokenizer
@every_operation
def test_texts_decode_as_they_were_written(build: Build, operation: Callable[[Kind], Any]) -> None:
    changed = operation(kind_of(build()))
    for text in [*OLD_TEXTS, "calpantzin altepetl"]:
        assert decoded(changed, text) == text


@every_tokenizer
def test_a_renewed_vocabulary_stands_in_order_protected_shared_new(build: Build) -> None:
    kind = kind_of(build())
    own = {piece.text for piece in kind.learn_own([*TEXTS, *OLD_TEXTS * 5], 100)}
    after = kind_of(kind.renew(kind.learn_own([*TEXTS, *OLD_TEXTS * 5], 100))).pieces()
    old = kind.pieces()
    protected = [old[number] for number in sorted(kind.protected())]
    shared = [text for number, text in enumerate(old) if number not in kind.protected() and text in own]
    assert after[: len(protected) + len(shared)] == protected + shared
    assert shared
    assert set(after[len(protected) + len(shared) :]) == own - set(old)


@every_tokenizer
def test_kept_tokens_spell_the_texts_as_before_under_their_new_numbers(build: Build) -> None:
    tokenizer = build()
    kind = kind_of(tokenizer)
    numbers = kind.closure(number for text in OLD_TEXTS for number in tokenizer(text).input_ids)
    assert len(numbers) < len(tokenizer)
    smaller = kind.keep(numbers)
    assert kind_of(smaller).pieces() == [kind.pieces()[number] for number in numbers]
    for text in OLD_TEXTS:
        assert [numbers[number] for number in smaller(text).input_ids] == tokenizer(text).input_ids


@every_tokenizer
@every_operation
def test_special_tokens_follow_and_so_does_all_else(build: Build, operation: Callable[[Kind], Any]) -> None:
    old = build()
    new = operation(kind_of(old))
    assert type(new) is type(old)
    assert new.special_tokens_map == old.special_tokens_map
    assert (new.model_max_length, new.padding_side) == (old.model_max_length, old.padding_side)
    framed = [new.convert_ids_to_tokens(new(text, text).input_ids) for text in OLD_TEXTS[:1]]
    assert [token for token in framed[0] if token in old.all_special_tokens] == [
        token for token in old.convert_ids_to_tokens(old("atl", "atl").input_ids) if token in old.all_special_tokens
    ]
    assert new.convert_ids_to_tokens(new.all_special_ids) == old.convert_ids_to_tokens(old.all_special_ids)


@every_tokenizer
@every_operation
def test_a_saved_tokenizer_loads_in_stock_transformers(
    build: Build, operation: Callable[[Kind], Any], tmp_path: Path
) -> None:
    changed = operation(kind_of(build()))
    changed.save_pretrained(tmp_path)
    again = AutoTokenizer.from_pretrained(tmp_path)
    assert type(again) is type(changed)
    assert again.get_vocab() == changed.get_vocab()
    for text in [*OLD_TEXTS, *TEXTS[-2:]]:
        assert again(text).input_ids == changed(text).input_ids


@every_tokenizer
def test_operations_follow_on_each_other(build: Build) -> None:
    changed = build()
    for operation in (extended, trimmed, renewed, extended, trimmed):
        changed = operation(kind_of(changed)) if operation is not extended else _with_any_new(kind_of(changed))
        assert all(decoded(changed, text) == text for text in OLD_TEXTS)


def _with_any_new(kind: Kind) -> Any:
    return kind.add(kind.learn_new([f"{stem}co {stem}pa" for stem in STEMS] * 3, 10))


@every_tokenizer
def test_a_piece_that_stands_there_already_is_refused(build: Build) -> None:
    kind = kind_of(build())
    [piece, *_] = kind.learn_new(TEXTS, 1)
    with pytest.raises(ValueError, match="would stand twice"):
        kind.add([piece, piece])


@every_tokenizer
def test_an_added_token_cannot_be_left_out(build: Build) -> None:
    kind = kind_of(build())
    first = min(kind.tokenizer.added_tokens_decoder)
    with pytest.raises(ValueError, match="cannot be left out"):
        kind.keep([number for number in range(len(kind.pieces())) if number != first])


@every_tokenizer
def test_the_same_texts_teach_the_same_pieces(build: Build) -> None:
    first, second = kind_of(build()), kind_of(build())
    assert first.learn_new(TEXTS, 40) == second.learn_new(TEXTS, 40)
    assert first.learn_own(TEXTS, 80) == second.learn_own(TEXTS, 80)
