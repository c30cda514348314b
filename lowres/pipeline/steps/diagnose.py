"""The step that shows how each candidate's tokenizer copes with the language."""

from typing import Any, Literal

from lowres.errors import UserError
from lowres.pipeline.adaptation import Adaptation
from lowres.pipeline.step import Workplace
from lowres.pipeline.steps.candidates import StepOnCandidates


class Diagnose(StepOnCandidates):
    """Count pieces a word, unknown pieces and scripts of both languages under each candidate tokenizer."""

    step: Literal["diagnose"] = "diagnose"

    def run(self, adaptation: Adaptation, workplace: Workplace) -> Adaptation:
        from lowres.data.prepare import PreparedCorpus

        pairs = PreparedCorpus(workplace.find(adaptation.corpus)).training_pairs()
        sides = {
            "target": (adaptation.language, [pair.target for pair in pairs]),
            "pivot": (adaptation.pivot, [pair.pivot for pair in pairs]),
        }
        rows = []
        candidates = self.found(workplace)
        with workplace.progress.task("Diagnosing tokenizers", len(candidates)) as advance:
            for candidate in candidates:
                rows += _rows(candidate, sides)
                advance(1)
        told = [row for row in rows if row.get("side") == "target" and "fertility" in row]
        headline = "; ".join(f"{row['fertility']:.2f} pieces a word under {row['model']}" for row in told)
        workplace.report({"headline": headline, "rows": rows})
        return adaptation


def _rows(candidate: Any, sides: dict[str, tuple[str, list[str]]]) -> list[dict[str, Any]]:
    from lowres.models.pretrained import load_tokenizer
    from lowres.models.reference import resolve_model
    from lowres.tasks.spelling import tokenizer_fertility

    try:
        folder = resolve_model(candidate.reference, candidate.cache, candidate.relative_to)
        tokenizer = load_tokenizer(folder)
    except UserError as error:
        return [{"model": candidate.reference, "refused": str(error)}]
    rows = []
    for side, (language, texts) in sides.items():
        found = tokenizer_fertility(tokenizer, texts)
        rows.append(
            {
                "model": candidate.reference,
                "side": side,
                "language": language,
                "sentences": found.sentences,
                "words": found.words,
                "tokens": found.tokens,
                "fertility": found.tokens_per_word,
                "unknown_rate": found.unknown_rate,
                "characters_per_token": found.characters_per_token,
                "scripts": found.scripts,
            }
        )
    return rows
