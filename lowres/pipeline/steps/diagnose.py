"""The step that shows how each candidate's tokenizer copes with the language."""

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from lowres.errors import UserError
from lowres.language import code_of
from lowres.pipeline.adaptation import Adaptation
from lowres.pipeline.sampling import sample
from lowres.pipeline.step import Workplace
from lowres.pipeline.steps.candidates import StepOnCandidates

if TYPE_CHECKING:
    from lowres.data.prepare import PreparedCorpus
    from lowres.tasks.diagnosis.text_lines import TextLine

ENGLISH = "eng"
MOST_LINES = 100_000
"""Of a corpus of text alone."""


class Diagnose(StepOnCandidates):
    """Count pieces a word, unknown pieces, scripts and losses of both languages under each candidate tokenizer."""

    step: Literal["diagnose"] = "diagnose"
    needs: ClassVar[tuple[str, ...]] = ("corpus",)

    def run(self, adaptation: Adaptation, workplace: Workplace) -> Adaptation:
        from lowres.data.prepare import PreparedCorpus

        sides = _sides(adaptation, PreparedCorpus(workplace.find(adaptation.corpus)))
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


def _sides(adaptation: Adaptation, corpus: "PreparedCorpus") -> "dict[str, tuple[str, list[TextLine]]]":
    """The lines of both languages; an English pivot is the translation that costs are measured on."""
    from lowres.tasks.diagnosis.text_lines import TextLine

    pairs = corpus.training_pairs()
    if not pairs:
        lines = sample(corpus.training_text(), MOST_LINES, adaptation.seed)
        return {"target": (adaptation.language, [TextLine(line) for line in lines])}
    is_english = code_of(adaptation.pivot) == ENGLISH
    target = [TextLine(pair.target, pair.pivot if is_english else "") for pair in pairs]
    return {
        "target": (adaptation.language, target),
        "pivot": (adaptation.pivot, [TextLine(pair.pivot) for pair in pairs]),
    }


def _rows(candidate: Any, sides: "dict[str, tuple[str, list[TextLine]]]") -> list[dict[str, Any]]:
    from lowres.models.pretrained import load_tokenizer
    from lowres.models.reference import resolve_model
    from lowres.tasks.diagnosis.diagnose import diagnose
    from lowres.tasks.diagnosis.notes import notes
    from lowres.tasks.diagnosis.speller import speller_of

    try:
        folder = resolve_model(candidate.reference, candidate.cache, candidate.relative_to)
        speller = speller_of(load_tokenizer(folder))
    except UserError as error:
        return [{"model": candidate.reference, "refused": str(error)}]
    rows = []
    for side, (language, lines) in sides.items():
        [found] = diagnose(lines, [speller])
        named = {"model": candidate.reference, "side": side, "language": language}
        rows.append({**named, **found.row(), "notes": notes(found)})
    return rows
