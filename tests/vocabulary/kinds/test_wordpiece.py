from lowres.vocabulary.kinds.kind import Piece
from lowres.vocabulary.kinds.wordpiece import WordPiece
from tests import tiny


def kind() -> WordPiece:
    return WordPiece(tiny.wordpiece_tokenizer())


def test_a_piece_within_a_word_is_spelt_by_pieces_within_words() -> None:
    spelt = [[kind().pieces()[number] for number in kind().spell(piece)] for piece in ("catepo", "##catepo", "##x")]
    assert spelt == [["c", "##a", "##te", "##po"], ["##ca", "##te", "##po"], ["##x"]]


def test_an_unknown_letter_is_left_out_and_counts_as_saved() -> None:
    assert [kind().pieces()[number] for number in kind().spell("ca\N{TIFINAGH LETTER YA}te")] == ["c", "##a", "##te"]
    assert kind().tokens_saved("ca\N{TIFINAGH LETTER YA}te") == 4  # four tokens become one, and a letter known
    assert kind().tokens_saved("\N{TIFINAGH LETTER YA}") == 1


def test_the_text_of_a_piece_is_without_its_mark() -> None:
    assert [kind().surface(piece) for piece in ("casa", "##ca", "##", "#")] == ["casa", "ca", "##", "#"]
    assert [kind().starts_word(piece) for piece in ("casa", "##ca", "##", "#")] == [True, False, True, True]


def test_both_forms_of_an_unknown_character_come_first() -> None:
    pieces = kind().learn_new(["tepetl \N{TIFINAGH LETTER YA} \N{TIFINAGH LETTER YAM}\N{TIFINAGH LETTER YA}"] * 3, 20)
    first, second = "\N{TIFINAGH LETTER YA}", "\N{TIFINAGH LETTER YAM}"
    assert pieces[:4] == [Piece(text) for text in (first, f"##{first}", second, f"##{second}")]


def test_no_piece_leaves_an_end_that_cannot_be_spelt() -> None:
    texts = ["tepetl tepec tepetzin calpan calpantzin 7tepe7"] * 5
    longer = kind().add(kind().learn_new(texts, 40))
    letters = "acelnpitzx"
    for word in [f"tepe{letter}" for letter in letters] + [f"calpan{letter}7" for letter in letters]:
        assert longer.unk_token_id not in longer(word).input_ids, word


def test_a_word_of_two_hundred_letters_becomes_known_with_new_pieces() -> None:
    line = "ab" * 100
    assert kind().tokenizer.tokenize(line) == ["[UNK]"]
    longer = kind().add([Piece("##ba")])
    assert longer.tokenize(line) == ["a", *["##ba"] * 99, "##b"]
    assert WordPiece(longer).keep(range(len(longer))).tokenize(line) == longer.tokenize(line)
    assert kind().keep(range(len(kind().pieces()))).tokenize(line) == ["[UNK]"]
