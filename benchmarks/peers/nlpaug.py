"""Swap, drop and misspell words as nlpaug does and as we do, and count the sentences that are broken by it.

    LOWRES_SHARED=FOLDER make peer-nlpaug

writes results/peers/nlpaug.json: broken sentences of SIB-200 (34 languages) and MasakhaNER (ten), and sentences a
second. Both sides get the same sentences and change the same share of the words. A sentence is broken where a grapheme
is torn, a letter of another script comes in, white space comes or goes though no word was to, letters are lost though
words were only to move, the text leaves Unicode's form C, or there are more or fewer tokens than tags. nlpaug knows no
tags: it gets the tokens with spaces between, and what comes back is parted at spaces. A sign that changes places with a
word, and a letter that becomes a digit, are no damage. Languages that are written without spaces are left out, for both
sides, where our method refuses them.
"""

import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from environment import python_with
from measured import run_side
from result import ROOT, Row, write_result

sys.path.append(str(ROOT / "benchmarks"))

from augmented_sets import names, topics  # noqa: E402
from encoder import shared  # noqa: E402
from pydantic import TypeAdapter  # noqa: E402

from lowres.augmentation.augmenters import AugmenterMethod  # noqa: E402
from lowres.augmentation.augmenters.augmenter import Materials  # noqa: E402
from lowres.augmentation.integrity import (  # noqa: E402
    Spelling,
    characters_lost,
    damage_of_text,
    spacing_differs,
)
from lowres.augmentation.sentence import Sentence  # noqa: E402
from lowres.augmentation.words import split  # noqa: E402
from lowres.data.labelled.bio import follow_bio  # noqa: E402
from lowres.errors import UserError  # noqa: E402
from lowres.files import read_json, write_json  # noqa: E402

VERSION = "1.1.11"
PACKAGES = (f"nlpaug=={VERSION}", "numpy==2.4.6", "pandas==3.1.1", "requests==2.34.2", "gdown==6.5.1")
RATES = (0.1, 0.3, None)
"""Shares of the words; None for what each side does where nobody says."""
DAMAGE_RATE = 0.3
REPEATS = 5
OURS, THEIRS = "ours", "theirs"
SCRIPTS = {OURS: "our_nlpaug.py", THEIRS: "their_nlpaug.py"}
Given = dict[str, list[Any]]


@dataclass(frozen=True)
class Match:
    """A method of ours, one of theirs, and what neither may do."""

    ours: str
    level: Literal["word", "char"]
    action: str
    kind: Literal["moves", "drops", "misspells"]

    @property
    def title(self) -> str:
        """Both by name."""
        return f"{self.ours} against {self.theirs_name}(action='{self.action}')"

    @property
    def theirs_name(self) -> str:
        """Their class."""
        return "RandomWordAug" if self.level == "word" else "RandomCharAug"

    def asked(self, side: str, rate: float | None) -> dict[str, Any]:
        """What a side is told of the method; one letter of a misspelt word is changed, as ours does."""
        if side == OURS:
            return {"augmenter": {"method": self.ours, **({} if rate is None else {"rate": rate})}}
        if rate is None:
            return {"level": self.level, "name": self.theirs_name, "parameters": {"action": self.action}}
        share = {"aug_p": rate} if self.level == "word" else {"aug_word_p": rate, "aug_char_max": 1}
        return {"level": self.level, "name": self.theirs_name, "parameters": {"action": self.action, **share}}


SWAP = Match("word_swap", "word", "swap", "moves")
NOISE = Match("character_noise", "char", "substitute", "misspells")
MATCHES = (
    SWAP,
    Match("word_deletion", "word", "delete", "drops"),
    NOISE,
    *(Match("character_noise", "char", action, "misspells") for action in ("insert", "swap", "delete")),
)


def main() -> None:
    """Count and time both sides."""
    data = shared() / "data"
    pythons = {OURS: Path(sys.executable), THEIRS: python_with("nlpaug", PACKAGES)}
    texts, tagged = topics(data), names(data)
    rows = [
        row for match in (SWAP, NOISE) for rate in RATES for row in timed(match, rate, fitting(match, texts), pythons)
    ]
    for match in MATCHES:
        rows += counted(match, fitting(match, texts), "SIB-200", pythons)
        rows += counted(match, tagged, "MasakhaNER", pythons)
    say(f"wrote {write_result('nlpaug', VERSION, rows)}")


def fitting(match: Match, texts: dict[str, list[str]]) -> dict[str, list[str]]:
    """The languages that our method does not refuse."""
    augmenter = TypeAdapter(AugmenterMethod).validate_python({"method": match.ours})
    found = {}
    for language, sentences in texts.items():
        try:
            augmenter.check(Materials([split(text) for text in sentences]).sentences)
        except UserError:
            continue
        found[language] = sentences
    return found


def timed(match: Match, rate: float | None, texts: dict[str, list[str]], pythons: dict[str, Path]) -> list[Row]:
    """Sentences a second of each side, which take turns; the quickest run of each."""
    runs: dict[str, list[dict[str, float]]] = {side: [] for side in SCRIPTS}
    for side in list(SCRIPTS) * REPEATS:
        _, told = run(side, pythons[side], match, rate, texts)
        runs[side].append(told)
        say(f"{match.title}, {rate}, {side}: {told}")
    least = {side: min(found, key=lambda run: run["seconds"]) for side, found in runs.items()}
    count = sum(map(len, texts.values()))
    share = (
        "each at its defaults (of the words ours changes 10 %, theirs 30 %)"
        if rate is None
        else f"{rate:.0%} of the words"
    )
    conditions = (
        f"{match.title}; SIB-200, {len(texts)} languages, {count:,} sentences, {share}; the quickest "
        f"of {REPEATS} runs in turn, one process each; not counted: ours learns from the same sentences for "
        f"{least[OURS]['preparation_seconds']:.1f} processor seconds, once for any number of copies"
    )
    by = {"sentences_per_second": "seconds", "sentences_per_processor_second": "processor_seconds"}
    speeds = {name: {side: count / least[side][key] for side in SCRIPTS} for name, key in by.items()}
    return [
        Row(name, "sentences/s", round(speed[OURS]), round(speed[THEIRS]), conditions) for name, speed in speeds.items()
    ]


def counted(match: Match, sentences: Given, corpus: str, pythons: dict[str, Path]) -> list[Row]:
    """How many sentences each side broke."""
    reasons: dict[str, Counter[str]] = {}
    broken: dict[str, int] = {}
    for side in SCRIPTS:
        said, _ = run(side, pythons[side], match, DAMAGE_RATE, sentences)
        found = [damage for language, given in sentences.items() for damage in damages(match, given, said[language])]
        broken[side] = sum(map(bool, found))
        reasons[side] = Counter(reason for one in found for reason in one)
        say(f"{match.title}, {corpus}, {side}: {broken[side]:,} broken, {dict(reasons[side])}")
    total = sum(map(len, sentences.values()))
    told = {side: ", ".join(f"{name} {count:,}" for name, count in sorted(reasons[side].items())) for side in SCRIPTS}
    conditions = (
        f"{match.title}; {corpus}, {len(sentences)} languages, {total:,} sentences, {DAMAGE_RATE:.0%} of the words; "
        f"ours: {told[OURS] or 'nothing'}; theirs: {told[THEIRS] or 'nothing'}"
    )
    return [Row("damaged_sentences", "sentences", broken[OURS], broken[THEIRS], conditions)]


def run(side: str, python: Path, match: Match, rate: float | None, sentences: Given) -> tuple[Given, dict[str, float]]:
    """What a side makes of the sentences, and how long it takes."""
    tagged = any(isinstance(one, Sentence) for found in sentences.values() for one in found)
    given = {language: [_given(side, one) for one in found] for language, found in sentences.items()}
    with tempfile.TemporaryDirectory() as folder:
        asked, said = Path(folder) / "given.json", Path(folder) / "said.json"
        write_json(asked, {**match.asked(side, rate), "tagged": tagged, "sentences": given})
        told = run_side(python, SCRIPTS[side], [asked, said], sampled=False)
        return read_json(said), told


def _given(side: str, sentence: str | Sentence) -> Any:
    if isinstance(sentence, str):
        return sentence
    return [sentence.tokens, sentence.tags] if side == OURS else sentence.text


def damages(match: Match, before: Sequence[str | Sentence], after: Sequence[Any]) -> list[set[str]]:
    """What is broken in each sentence of a language."""
    spelling = Spelling(one if isinstance(one, str) else one.text for one in before)
    return [damage(match, old, new, spelling) for old, new in zip(before, after, strict=True)]


def damage(match: Match, before: str | Sentence, after: Any, spelling: Spelling) -> set[str]:
    """What is broken in a sentence."""
    old = before if isinstance(before, str) else before.text
    new = after if isinstance(after, str) else " ".join(after[0])
    found: set[str] = set(damage_of_text(old, new, spelling))
    if match.kind != "drops" and spacing_differs(old, new):
        found.add("changed_spacing")
    if match.kind == "moves" and characters_lost(old, new):
        found.add("lost_text")
    if isinstance(before, Sentence) and match.kind != "drops" and not in_step(before, after):
        found.add("tags_out_of_step")
    return found


def in_step(before: Sentence, after: Any) -> bool:
    """Whether there is a tag for each token, and mentions begin as they must."""
    tokens, tags = (after.split(" "), before.tags or ()) if isinstance(after, str) else after
    return len(tokens) == len(tags) and follow_bio(tags) == tuple(tags)


def say(line: str) -> None:
    """Tell whoever waits."""
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
