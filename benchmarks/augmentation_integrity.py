"""Count what our augmenters break, in 34 languages of SIB-200 and ten of MasakhaNER.

    LOWRES_SHARED=FOLDER .venv/bin/python benchmarks/augmentation_integrity.py [--method METHOD] [--rate RATE]

FOLDER holds `data` and `corpora` as published. Every method changes every sentence that it fits, at a rate of .5. Of
each sentence is known what was to be changed, so that everything else must be as it was: see
lowres/augmentation/integrity.py. Code-switching goes from a language into English, by GATITOS or FreeDict, where one
of them has the language; spelling variants write letters without their diacritics. Writes
results/augmentation_integrity.json.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any, get_args

from augmented_sets import names, topics
from encoder import shared

from lowres.augmentation.augmenters import AugmenterMethod
from lowres.augmentation.augmenters.augmenter import Augmenter, Materials
from lowres.augmentation.graphemes import cut, without_diacritics
from lowres.augmentation.integrity import Spelling, damage
from lowres.augmentation.sentence import Changed, Sentence
from lowres.augmentation.words import split
from lowres.errors import UserError
from lowres.files import write_json

RESULT = Path(__file__).parent / "results" / "augmentation_integrity.json"
RATES = (0.5,)
SEED = 17
METHODS: dict[str, type[Augmenter]] = {
    cls.model_fields["method"].default: cls for cls in get_args(get_args(AugmenterMethod)[0])
}
WITH_A_MODEL = frozenset({"contextual", "back_translation", "nlpaug"})
GATITOS = {
    **{"ace": "ace", "ban": "ban", "fao": "fo", "fra": "fr", "grn": "gn", "hin": "hi", "lug": "lg", "luo": "luo"},
    **{"min": "min", "pcm": "pcm", "quy": "qu", "shn": "shn", "spa": "es", "tir": "ti", "wol": "wo"},
}
FREEDICT = {"swh": "swh-eng/swh-eng.tei", "swa": "swh-eng/swh-eng.tei", "cym": "cym-eng/cym-eng.tsv"}
SCRIPT_OF_NAMES = {"amh": "Ethi"}


def main() -> None:
    """Try every method on every sentence, and write down what broke."""
    wanted = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    wanted.add_argument("--method", choices=sorted(METHODS), nargs="+", default=sorted(METHODS.keys() - WITH_A_MODEL))
    wanted.add_argument("--rate", type=float, nargs="+", default=list(RATES))
    asked = wanted.parse_args()
    data = shared() / "data"
    corpora = {
        "SIB-200": {code: [*map(split, texts)] for code, texts in topics(data).items()},
        "MasakhaNER": names(data),
    }
    rows = []
    for method in asked.method:
        for rate in asked.rate:
            for corpus, languages in corpora.items():
                rows.append(row(method, rate, corpus, languages))
                say(str(rows[-1]))
    if set(asked.method) >= METHODS.keys() - WITH_A_MODEL and set(asked.rate) == set(RATES):
        write_json(RESULT, {"command": "benchmarks/augmentation_integrity.py", "seed": SEED, "rows": rows})
        say(f"wrote {RESULT}")


def row(method: str, rate: float, corpus: str, languages: dict[str, list[Sentence]]) -> dict[str, Any]:
    """What a method did to all languages of a corpus."""
    counts: Counter[str] = Counter()
    broken: Counter[str] = Counter()
    refused: dict[str, str] = {}
    for code, sentences in languages.items():
        try:
            found = [*changes(method, rate, code, sentences)]
        except UserError as error:
            refused[code] = str(error).partition(",")[0].partition(":")[0].rpartition("/")[2][:80]
            continue
        counts["languages"] += 1
        for change, what in found:
            counts.update(sentences=1, changed=not change.is_unchanged, edits=len(change.edits), damaged=bool(what))
            broken.update(what)
            if what:
                say(f"{method}, {code}: {what}: {change}")
    return {"method": method, "rate": rate, "corpus": corpus, **counts, "damage": broken, "refused": refused}


def changes(method: str, rate: float, code: str, sentences: list[Sentence]) -> Iterator[tuple[Changed, set[str]]]:
    """Every sentence of a language, changed, and what is broken in it."""
    augmenter = METHODS[method].model_validate({"rate": rate, **own(method, code, sentences)})
    prepared = augmenter.prepare(Materials(sentences, (), tag_of(code)))
    spelling = Spelling((one.text for one in sentences), prepared.brings())
    for change in prepared.augment_all(sentences, Random(SEED)):
        yield change, set(damage(change, spelling))


def own(method: str, code: str, sentences: list[Sentence]) -> dict[str, Any]:
    """What a method needs to know of a language.

    Raises:
        UserError: if there is nothing of the kind.
    """
    if method == "code_switch":
        return {"lexicon": lexicon_of(code.split("_")[0])}
    if method == "spelling_variants":
        graphemes = {cluster for one in sentences for cluster in cut(one.text)}
        letters = {one: without_diacritics(one) for one in sorted(graphemes) if one != without_diacritics(one) != ""}
        if not letters:
            raise UserError("no letter has diacritics")
        return {"letters": letters}
    return {}


def lexicon_of(code: str) -> Path:
    """A lexicon from a language into English.

    Raises:
        UserError: if none of those at hand has the language.
    """
    corpora = shared() / "corpora"
    if code in GATITOS:
        return corpora / "gatitos" / f"{GATITOS[code]}_en.tsv"
    if code in FREEDICT:
        return corpora / "freedict" / FREEDICT[code]
    raise UserError("no lexicon into English")


def tag_of(code: str) -> str:
    """The language as lowres names it; MasakhaNER's codes say no script."""
    language, _, script = code.partition("_")
    return f"{language}-{script or SCRIPT_OF_NAMES.get(language, 'Latn')}"


def say(line: str) -> None:
    """Tell whoever waits."""
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
