"""A detector for the 97 languages that langid.py knows: py3langid, BSD licence, small, without a network.

Lui and Baldwin 2012, langid.py: an off-the-shelf language identification tool.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import Field

from lowres.data.detectors.detector import Detect, Detector
from lowres.data.filters.text_filter import KnownText
from lowres.errors import MissingPackageError

_TABLE = """
afr:af amh:am ara:ar arb:ar arg:an asm:as aze:az azj:az bel:be ben:bn bos:bs bre:br bul:bg cat:ca ces:cs
cmn:zh  cym:cy dan:da deu:de dzo:dz ekk:et ell:el eng:en epo:eo est:et eus:eu fao:fo fas:fa fin:fi fra:fr
gle:ga glg:gl  guj:gu hat:ht heb:he hin:hi hrv:hr hun:hu hye:hy ind:id isl:is ita:it jav:jv jpn:ja kan:kn
kat:ka kaz:kk khk:mn  khm:km kin:rw kir:ky kmr:ku kor:ko kur:ku lao:lo lat:la lav:lv lit:lt ltz:lb lvs:lv
mal:ml mar:mr mkd:mk mlg:mg  mlt:mt mon:mn msa:ms nep:ne nld:nl nno:nn nob:nb nor:no npi:ne oci:oc ori:or
ory:or pan:pa pes:fa plt:mg pol:pl  por:pt pus:ps que:qu quy:qu quz:qu ron:ro rus:ru sin:si slk:sk slv:sl
sme:se spa:es sqi:sq srp:sr swa:sw swe:sv  swh:sw tam:ta tel:te tgl:tl tha:th tur:tr uig:ug ukr:uk urd:ur
vie:vi vol:vo wln:wa xho:xh zho:zh zsm:ms zul:zu
"""
_TWO_LETTERS = dict(pair.split(":") for pair in _TABLE.split())
_ALIKE = ({"nb", "nn", "no", "da"}, {"hr", "bs", "sr"}, {"id", "ms", "jv"}, {"cs", "sk"}, {"xh", "zu"})
"""Languages that a short text does not tell apart."""


class Langid(Detector):
    """Tell languages apart with py3langid, which knows 97; for others train a detector on the corpus's own text."""

    method: Literal["langid"] = "langid"
    confidence: Annotated[float, Field(gt=0, le=1)] = 0.95
    """The probability from which another language counts as sure."""

    def faults(self, language: str) -> list[str]:
        code = language.partition("-")[0]
        if code in _TWO_LETTERS:
            return []
        return [
            f"does not know the language '{code}', so that it would take its text for another's. Use method: trained."
        ]

    def learn(self, known: KnownText) -> Detect:
        _identifier()
        own = _TWO_LETTERS[known.language.partition("-")[0]]
        alike = next((some for some in _ALIKE if own in some), {own})
        return _Detection(frozenset(alike), self.confidence)


@dataclass(frozen=True)
class _Detection:
    own: frozenset[str]
    confidence: float

    def __call__(self, texts: Sequence[str]) -> list[str | None]:
        identifier = _identifier()
        found = (identifier.classify(text) for text in texts)
        return [code if code not in self.own and sure >= self.confidence else None for code, sure in found]


@cache
def _identifier() -> Any:
    try:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier
    except ModuleNotFoundError:
        raise MissingPackageError("py3langid", "languages", "The detector langid") from None
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
