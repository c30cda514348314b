import random
from pathlib import Path

import pytest

from lowres.data.containment import FEWEST_SHINGLES
from lowres.data.examples import Pair
from lowres.data.leaks import Leaks, bare, without_leaks
from lowres.data.shingles import fingerprint, shingles

TEST = "In tlatoani oquihto in tlahtolli ihuan oyah"
YORUBA = "Mo fẹ́ràn láti ka ìwé ní gbogbo ọjọ́"
AMHARIC = "መጽሐፍ ማንበብ በጣም እወዳለሁ ሁልጊዜ"
KHMER = "ខ្ញុំចូលចិត្តអានសៀវភៅរាល់ថ្ងៃ"


@pytest.mark.parametrize(
    "text",
    [
        TEST,
        "IN TLATOANI OQUIHTO IN TLAHTOLLI IHUAN OYAH",
        "  in tlatoani,\toquihto: «in tlahtolli»\u00a0ihuan   oyah... ",
        "In tlahtoani oquihto in tlahtolli ihuan oyah",  # one letter more: 39 of 45 shingles
        "Nican mihtoa: in tlatoani oquihto in tlahtolli ihuan oyah, ihuan zatepan omocuep ichan.",
        "In tlatoani o\u00adquihto in tlahtolli ihuan o\u200byah",
        "In tlàtoāni ōquihtō in tlahtōlli īhuān ōyah",
    ],
    ids=["same", "case", "spaces", "one letter", "inside a longer text", "invisible characters", "vowel length"],
)
def test_a_test_sentence_is_known_again(text: str) -> None:
    assert Leaks(["Amo iuhqui", TEST]).of(text) == TEST


@pytest.mark.parametrize(
    "text",
    [
        "In tlatoani oquihto",  # four in ten of its shingles
        "In cihuatl oquihto in tlahtolli ihuan omic",
        "oyah ihuan tlahtolli in oquihto tlatoani in zan cualli",
        "",
        "...",
    ],
)
def test_another_sentence_is_none(text: str) -> None:
    assert Leaks([TEST]).of(text) is None


@pytest.mark.parametrize(
    ("test", "text"),
    [
        (YORUBA, "Mo fe\u0323\u0301ra\u0300n la\u0301ti ka i\u0300we\u0301 ni\u0301 gbogbo o\u0323jo\u0323\u0301"),
        (YORUBA, "mo feran lati ka iwe ni gbogbo ojo"),
        ("mo feran lati ka iwe ni gbogbo ojo", YORUBA),
        (AMHARIC, f"{AMHARIC}።"),
        (KHMER, "ខ្ញុំចូលចិត្ត\u200bអាន\u200bសៀវភៅ\u200bរាល់ថ្ងៃ"),
        ("كَتَبَ الوَلَدُ الدَّرسَ في البَيتِ", "كتب الولد الدرس في البيت"),
    ],
    ids=["decomposed", "without tone marks", "with tone marks", "Ethiopic", "Khmer word breaks", "Arabic vowel points"],
)
def test_marks_and_other_scripts_hide_nothing(test: str, text: str) -> None:
    assert Leaks([test]).of(text) == test


def test_vowel_signs_of_indic_scripts_tell_sentences_apart() -> None:
    assert bare("किताब") == "किताब"
    assert bare("ཀི") == "ཀི"
    assert Leaks(["कि"]).of("कु") is None


def test_a_short_sentence_counts_only_where_it_stands_alone() -> None:
    leaks = Leaks(["Amo, tlazohcamati"])
    assert len(shingles("Amo, tlazohcamati")) == 13 < FEWEST_SHINGLES
    assert leaks.of("amo tlazohcamati!") == "Amo, tlazohcamati"
    assert leaks.of("quihto amo tlazohcamati ihuan oyah ichan") is None


def test_the_share_is_four_in_five() -> None:
    test = "abcdefghijklmnopqrstuvw"  # 20 shingles
    assert Leaks([test]).of(f"{test[:19]} 12345") == test  # 16 of them
    assert Leaks([test]).of(f"{test[:18]} 12345") is None


def test_words_that_are_scattered_over_a_long_text_are_not_the_sentence() -> None:
    others = " achtopa cualli nochipa zatepan moztla yalhua " * 2
    scattered = others.join(["in tlatoani", "tlatoani oquihto", "oquihto in tlah", "tlahtolli ihuan", "ihuan oyah"])
    assert len(shingles(TEST) & shingles(scattered)) >= 0.8 * len(shingles(TEST))
    assert Leaks([TEST]).of(scattered) is None


def test_every_test_sentence_in_a_text_is_named() -> None:
    other = "Zatepan omocuepque in pipiltin"
    assert Leaks([TEST, "Amo iuhqui", other]).all_of(f"{other}. {TEST}") == [TEST, other]


def test_nothing_gives_nothing_away() -> None:
    assert Leaks([]).of(TEST) is None
    assert Leaks(["...", ""]).of("") is None
    assert list(Leaks([TEST]).along([])) == []


def test_the_index_finds_what_comparing_all_with_all_finds() -> None:
    rng = random.Random(3)
    tests = [sentence(rng, rng.randint(1, 9)) for _ in range(40)]
    texts = [altered(rng, rng.choice(tests)) for _ in range(120)]
    leaks = Leaks(tests)
    wanted = [[test for test in dict.fromkeys(tests) if gives_away(text, test)] for text in texts]
    assert [leaks.all_of(text) for text in texts] == wanted
    assert list(leaks.along(texts)) == [found[0] if found else None for found in wanted]
    assert 30 < sum(map(bool, wanted)) < 90


def sentence(rng: random.Random, words: int) -> str:
    syllables = ("tla", "co", "mí", "te", "po", "chi", "hu", "ñe")
    return " ".join("".join(rng.choices(syllables, k=rng.randint(1, 3))) for _ in range(words))


def altered(rng: random.Random, text: str) -> str:
    letters = list(text)
    for _ in range(rng.randint(0, 5)):
        letters[rng.randrange(len(letters))] = rng.choice("abcé ")
    middle = len(letters) // 2
    letters[middle:middle] = rng.choice(["", "", f" {sentence(rng, 4)} "])
    return rng.choice(["", f"{sentence(rng, 2)} "]) + "".join(letters) + rng.choice(["", f". {sentence(rng, 5)}"])


def gives_away(text: str, test: str) -> bool:
    of_text, of_test = shingles(bare(text)), shingles(bare(test))
    common = len(of_text & of_test)
    return common * 5 >= len(of_text | of_test) * 4 or (common * 5 >= len(of_test) * 4 and holds(text, of_test))


def holds(text: str, of_test: frozenset[str]) -> bool:
    plain, stretch = fingerprint(bare(text)), 2 * len(of_test)
    starts = range(len(plain) - 3)
    inside = [of_test & {plain[near : near + 4] for near in starts[one : one + stretch + 1]} for one in starts]
    return len(of_test) >= FEWEST_SHINGLES and any(len(found) * 5 >= len(of_test) * 4 for found in inside)


def test_items_are_kept_or_dropped_whole_and_in_order() -> None:
    pairs = [Pair("p:1", "atl", "agua", ""), Pair("p:2", "calli", TEST, ""), Pair("p:3", TEST, "eso", "")]
    kept, dropped = without_leaks(pairs, lambda pair: (pair.target, pair.pivot), Leaks([TEST]))
    assert (kept, dropped) == (pairs[:1], pairs[1:])


def test_sentences_of_sib200_are_found_in_real_text_that_was_given_some(shared: Path) -> None:
    rows = (shared / "data/sib200/data/annotated/yor_Latn/test.tsv").read_text(encoding="utf-8").splitlines()[1:]
    tests = [row.split("\t")[2] for row in rows]
    text = (shared / "corpora/yoruba-text/TheYorubaBlog/theyorubablog_dot_com.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.strip()][:1_000]
    planted = [f"{test.upper()} {lines[place]}" for place, test in enumerate(tests[:50])]
    leaks = Leaks(tests)
    assert list(leaks.along(planted)) == tests[:50]
    assert [line for line in lines if leaks.of(line)] == []
