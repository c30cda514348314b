"""Which scripts a text is written in, as ISO 15924 codes."""

import unicodedata
from collections import Counter
from collections.abc import Mapping

SCRIPTS = {  # how Unicode's names of a script's letters begin
    "ARABIC": "Arab",
    "ARMENIAN": "Armn",
    "BALINESE": "Bali",
    "BAMUM": "Bamu",
    "BENGALI": "Beng",
    "BOPOMOFO": "Bopo",
    "BUGINESE": "Bugi",
    "CANADIAN SYLLABICS": "Cans",
    "CHAKMA": "Cakm",
    "CHAM": "Cham",
    "CHEROKEE": "Cher",
    "CJK": "Hani",
    "COPTIC": "Copt",
    "CYRILLIC": "Cyrl",
    "DEVANAGARI": "Deva",
    "ETHIOPIC": "Ethi",
    "GEORGIAN": "Geor",
    "GREEK": "Grek",
    "GUJARATI": "Gujr",
    "GURMUKHI": "Guru",
    "HANGUL": "Hang",
    "HEBREW": "Hebr",
    "HIRAGANA": "Hira",
    "JAVANESE": "Java",
    "KANNADA": "Knda",
    "KATAKANA": "Kana",
    "KHMER": "Khmr",
    "LAO": "Laoo",
    "LATIN": "Latn",
    "LEPCHA": "Lepc",
    "LIMBU": "Limb",
    "LISU": "Lisu",
    "MALAYALAM": "Mlym",
    "MANDAIC": "Mand",
    "MEETEI MAYEK": "Mtei",
    "MONGOLIAN": "Mong",
    "MYANMAR": "Mymr",
    "NEW TAI LUE": "Talu",
    "NKO": "Nkoo",
    "OL CHIKI": "Olck",
    "ORIYA": "Orya",
    "OSAGE": "Osge",
    "SINHALA": "Sinh",
    "SUNDANESE": "Sund",
    "SYLOTI NAGRI": "Sylo",
    "SYRIAC": "Syrc",
    "TAI LE": "Tale",
    "TAMIL": "Taml",
    "TELUGU": "Telu",
    "THAANA": "Thaa",
    "THAI": "Thai",
    "TIBETAN": "Tibt",
    "TIFINAGH": "Tfng",
    "VAI": "Vaii",
    "YI": "Yiii",
    "ADLAM": "Adlm",
    "WARANG CITI": "Wara",
    "FULLWIDTH LATIN": "Latn",
    "FEMININE ORDINAL": "Latn",
    "MASCULINE ORDINAL": "Latn",
}
UNKNOWN = "Zzzz"


def script_of(letter: str) -> str | None:
    """The ISO 15924 code of a letter's script; `Zzzz` for a script not listed here, None for what is no letter.

    Marks and modifier letters take the script of what they modify, so they count as no letter of their own.
    """
    if unicodedata.category(letter) not in {"Lu", "Ll", "Lt", "Lo"}:
        return None
    name = unicodedata.name(letter, "")
    words = name.split()
    beginnings = (" ".join(words[:length]) for length in (3, 2, 1))
    first = next((SCRIPTS[beginning] for beginning in beginnings if beginning in SCRIPTS), None)
    return first or UNKNOWN


def script_shares(characters: Mapping[str, int]) -> dict[str, float]:
    """Each script's share of the letters among counted characters, largest first."""
    letters: Counter[str] = Counter()
    for character, count in characters.items():
        script = script_of(character)
        if script is not None:
            letters[script] += count
    total = letters.total()
    return {script: count / total for script, count in letters.most_common()}
