"""Which scripts a text is written in, as ISO 15924 codes."""

import unicodedata
from collections import Counter
from collections.abc import Mapping
from functools import cache

SCRIPTS = {  # how Unicode's names of a script's letters begin
    "ADLAM": "Adlm",
    "ARABIC": "Arab",
    "ARMENIAN": "Armn",
    "BALINESE": "Bali",
    "BAMUM": "Bamu",
    "BASSA VAH": "Bass",
    "BATAK": "Batk",
    "BENGALI": "Beng",
    "BOPOMOFO": "Bopo",
    "BUGINESE": "Bugi",
    "BUHID": "Buhd",
    "CANADIAN SYLLABICS": "Cans",
    "CHAKMA": "Cakm",
    "CHAM": "Cham",
    "CHEROKEE": "Cher",
    "CJK": "Hani",
    "COPTIC": "Copt",
    "CYRILLIC": "Cyrl",
    "DESERET": "Dsrt",
    "DEVANAGARI": "Deva",
    "ETHIOPIC": "Ethi",
    "GEORGIAN": "Geor",
    "GLAGOLITIC": "Glag",
    "GREEK": "Grek",
    "GUJARATI": "Gujr",
    "GUNJALA GONDI": "Gong",
    "GURMUKHI": "Guru",
    "HANGUL": "Hang",
    "HANIFI ROHINGYA": "Rohg",
    "HANUNOO": "Hano",
    "HEBREW": "Hebr",
    "HIRAGANA": "Hira",
    "JAVANESE": "Java",
    "KANNADA": "Knda",
    "KATAKANA": "Kana",
    "KAYAH LI": "Kali",
    "KHMER": "Khmr",
    "LAO": "Laoo",
    "LATIN": "Latn",
    "LEPCHA": "Lepc",
    "LIMBU": "Limb",
    "LISU": "Lisu",
    "MALAYALAM": "Mlym",
    "MANDAIC": "Mand",
    "MASARAM GONDI": "Gonm",
    "MEDEFAIDRIN": "Medf",
    "MEETEI MAYEK": "Mtei",
    "MENDE KIKAKUI": "Mend",
    "MONGOLIAN": "Mong",
    "MRO": "Mroo",
    "MYANMAR": "Mymr",
    "NEW TAI LUE": "Talu",
    "NEWA": "Newa",
    "NKO": "Nkoo",
    "NYIAKENG PUACHUE HMONG": "Hmnp",
    "OL CHIKI": "Olck",
    "ORIYA": "Orya",
    "OSAGE": "Osge",
    "PAHAWH HMONG": "Hmng",
    "PAU CIN HAU": "Pauc",
    "REJANG": "Rjng",
    "SAMARITAN": "Samr",
    "SAURASHTRA": "Saur",
    "SINHALA": "Sinh",
    "SORA SOMPENG": "Sora",
    "SUNDANESE": "Sund",
    "SYLOTI NAGRI": "Sylo",
    "SYRIAC": "Syrc",
    "TAGALOG": "Tglg",
    "TAGBANWA": "Tagb",
    "TAI LE": "Tale",
    "TAI THAM": "Lana",
    "TAI VIET": "Tavt",
    "TAMIL": "Taml",
    "TELUGU": "Telu",
    "THAANA": "Thaa",
    "THAI": "Thai",
    "TIBETAN": "Tibt",
    "TIFINAGH": "Tfng",
    "TIRHUTA": "Tirh",
    "VAI": "Vaii",
    "WANCHO": "Wcho",
    "WARANG CITI": "Wara",
    "YI": "Yiii",
    "FULLWIDTH LATIN": "Latn",
    "HALFWIDTH KATAKANA": "Kana",
    "FEMININE ORDINAL": "Latn",
    "MASCULINE ORDINAL": "Latn",
}
UNKNOWN = "Zzzz"
WRITTEN_WITH = {
    "Hans": ("Hani",),
    "Hant": ("Hani",),
    "Jpan": ("Hani", "Hira", "Kana"),
    "Kore": ("Hang", "Hani"),
    "Hrkt": ("Hira", "Kana"),
}
"""Names of several scripts together, or of one's variants."""
SCRIPT_CODES = ("", *sorted(set(SCRIPTS.values())), UNKNOWN)
"""Every script by its number; 0 stands for what is no letter."""
_NUMBERS = {code: number for number, code in enumerate(SCRIPT_CODES)}


@cache
def script_of(letter: str) -> str | None:
    """The ISO 15924 code of a letter's script; `Zzzz` for a script not listed here, None for what is no letter.

    Marks and modifier letters take the script of what they modify, so they count as no letter of their own.
    """
    if unicodedata.category(letter) not in {"Lu", "Ll", "Lt", "Lo"}:
        return None
    return script_named(letter) or UNKNOWN


def script_named(character: str) -> str | None:
    """The ISO 15924 code of the script that a character's Unicode name begins with; None for one without."""
    words = unicodedata.name(character, "").split()
    beginnings = (" ".join(words[:length]) for length in (3, 2, 1))
    return next((SCRIPTS[beginning] for beginning in beginnings if beginning in SCRIPTS), None)


def script_shares(characters: Mapping[str, int]) -> dict[str, float]:
    """Each script's share of the letters among counted characters, largest first."""
    letters: Counter[str] = Counter()
    for character, count in characters.items():
        script = script_of(character)
        if script is not None:
            letters[script] += count
    total = letters.total()
    return {script: count / total for script, count in letters.most_common()}


def script_number(character: str) -> int:
    """The place of a character's script in `SCRIPT_CODES`."""
    return _NUMBERS[script_of(character) or ""]


def scripts_in(code: str) -> tuple[str, ...]:
    """The scripts that a code names: of most codes the one of that code."""
    return WRITTEN_WITH.get(code, (code,))


def script_name(code: str) -> str:
    """`Ol Chiki (Olck)` for `Olck`."""
    if code in {UNKNOWN, "Hani"}:
        return "other scripts" if code == UNKNOWN else "Han (Hani)"
    name = next((beginning.title() for beginning, one in SCRIPTS.items() if one == code), "")
    return f"{name} ({code})" if name else code
