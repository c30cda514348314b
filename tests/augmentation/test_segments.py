from lowres.augmentation.segments import mentions, neighbours, stretches, words_alone
from lowres.augmentation.sentence import Sentence
from lowres.augmentation.words import split


def test_a_stretch_ends_at_signs_and_where_a_mention_begins_or_ends() -> None:
    tokens = ("Ana", "Ada", "Eva", "wá", "sí", ",", "ní", "ọjà")
    assert stretches(Sentence(tokens, ("B-PER", "I-PER", "B-PER", "O", "O", "O", "O", "O"))) == [
        *(range(0, 2), range(3, 5)),
        range(6, 8),
    ]
    assert stretches(Sentence(tokens, ("NOUN",) * 8)) == [range(0, 5), range(6, 8)]
    assert stretches(split("Ana Ada, wá — sí (ní ọjà)")) == [range(0, 2), range(5, 7)]


def test_clusters_of_a_run_do_not_move_and_neither_does_what_touches_them() -> None:
    assert neighbours(split("ọjà náà ក្រុម tóbi púpọ̀")) == [0, 4]
    assert words_alone(split("ọjà ក្រុម !")) == [0]


def test_syllables_of_tibetan_and_words_between_ethiopic_wordspaces_may_move() -> None:
    assert neighbours(split("རང་སོའི་མཛེས།")) == [0, 1]
    assert neighbours(split("ልጆቹ፡ወደ፡ቤት።")) == [0, 1]


def test_mentions_are_told_by_where_they_begin() -> None:
    tags = ("B-PER", "I-PER", "B-PER", "O", "B-LOC", "I-LOC")
    assert mentions(tags) == [(range(0, 2), "PER"), (range(2, 3), "PER"), (range(4, 6), "LOC")]
