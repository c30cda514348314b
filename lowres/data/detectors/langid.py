"""A detector for the 139 languages that py3langid 0.4 knows: BSD licence, small, without a network.

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
afr:af amh:am arg:an ara:ar arb:ar asm:as aze:az azj:az azb:az bak:ba bel:be bul:bg ben:bn bre:br bos:bs
cat:ca ces:cs cym:cy dan:da deu:de dzo:dz ell:el eng:en epo:eo spa:es est:et ekk:et eus:eu fas:fa pes:fa
prs:fa fin:fi fao:fo fra:fr fry:fy gle:ga gla:gd glg:gl guj:gu hau:ha heb:he hin:hi hrv:hr hat:ht hun:hu
hye:hy ind:id ibo:ig isl:is ita:it jpn:ja jav:jv kat:ka kaz:kk khm:km kan:kn kor:ko kur:ku kmr:ku kir:ky
lat:la ltz:lb lug:lg lin:ln lao:lo lit:lt lav:lv lvs:lv mlg:mg plt:mg mkd:mk mal:ml mon:mn khk:mn mar:mr
msa:ms zsm:ms mlt:mt mya:my nep:ne npi:ne nld:nl nno:nn nob:no nor:no oci:oc orm:om gaz:om ori:or ory:or
pan:pa pol:pl pus:ps pbt:ps por:pt que:qu quy:qu quz:qu ron:ro rus:ru kin:rw san:sa sme:se sin:si slk:sk
slv:sl sna:sn som:so sqi:sq als:sq srp:sr sot:st swe:sv swa:sw swh:sw tam:ta tel:te tgk:tg tha:th tuk:tk
tgl:tl fil:tl tur:tr tat:tt uig:ug ukr:uk urd:ur uzb:uz uzn:uz vie:vi vol:vo wln:wa xho:xh yor:yo zho:zh
cmn:zh zul:zu ace:ace ary:ary arz:arz bcl:bcl crh:crh ext:ext fuv:fuv gcf:gcf gcr:gcr gom:gom grc:grc gug:gug
guw:guw hbo:hbo kab:kab kik:kik lij:lij ltg:ltg nso:nso pcm:pcm sdh:sdh uzs:uzs vec:vec wuu:wuu yue:yue
"""
_LABELS = dict(pair.split(":") for pair in _TABLE.split())
_ALIKE = (
    {"no", "nn", "da"},
    {"hr", "bs", "sr"},
    {"id", "ms"},
    {"cs", "sk"},
    {"xh", "zu"},
    {"st", "nso"},
    {"ar", "ary", "arz"},
    {"zh", "yue", "wuu"},
    {"uz", "uzs"},
    {"ku", "sdh"},
    {"en", "pcm"},
)
"""Languages that a short text does not tell apart."""
_NO_LANGUAGE = "zxx"


class Langid(Detector):
    """Tell languages apart with py3langid, which knows 139; for others train a detector on the corpus's own text."""

    method: Literal["langid"] = "langid"
    confidence: Annotated[float, Field(gt=0, le=1)] = 0.95
    """The probability from which another language counts as sure."""

    def faults(self, language: str) -> list[str]:
        code = language.partition("-")[0]
        if code in _LABELS:
            return []
        return [
            f"does not know the language '{code}', so that it would take its text for another's. Use method: trained."
        ]

    def learn(self, known: KnownText) -> Detect:
        _identifier()
        own = _LABELS[known.language.partition("-")[0]]
        alike = next((some for some in _ALIKE if own in some), {own})
        return _Detection(frozenset({*alike, _NO_LANGUAGE}), self.confidence)


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
