"""Mentions replaced by names that the Unicode Common Locale Data Repository has in the target language."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from lowres.augmentation.augmenters.augmenter import Augmenter, Materials, Prepared, Rate
from lowres.augmentation.augmenters.entity_swap import Name, Renaming
from lowres.augmentation.graphemes import scripts_of
from lowres.errors import MissingPackageError, UserError
from lowres.language import code_of, script_of

Kind = Literal["territories", "languages"]
_ASIDE = "()[]/"


class CldrNames(Augmenter):
    """Replace mentions by names of countries or languages, as they are called in the target language."""

    method: Literal["cldr_names"] = "cldr_names"
    packages: ClassVar[Mapping[str, str]] = {"babel": "names"}
    tags: ClassVar[Literal["any", "spans", "none"] | None] = "spans"
    rate: Rate = 0.5
    names: Annotated[dict[str, Kind], Field(min_length=1)] = {"LOC": "territories"}
    """Which names mentions of a type get."""
    locale: str | None = None
    """The language as CLDR calls it, such as `qu`; where it is null, that of the examples."""

    def ready(self, materials: Materials) -> Prepared:
        """Look the names up.

        Raises:
            UserError: if no language is known, or CLDR has no names in it.
            MissingPackageError: if Babel is not installed.
        """
        if self.locale is None and materials.language is None:
            raise UserError("cldr_names must know the language. Give the examples' language, or 'locale', such as sw.")
        wanted = self.locale or code_of(materials.language or "")
        script = script_of(materials.language) if materials.language else None
        return Renaming(self.rate, {kind: names_of(wanted, which, script) for kind, which in self.names.items()})


def names_of(language: str, which: Kind, script: str | None) -> list[Name]:
    """The names of CLDR's locale, each as its words; those in another script and those with remarks are left out.

    Raises:
        UserError: if there are none.
        MissingPackageError: if Babel is not installed.
    """
    try:
        from babel import Locale, UnknownLocaleError
        from babel.core import get_global
    except ImportError as error:
        raise MissingPackageError("babel", "names", "cldr_names") from error
    alias = get_global("language_aliases").get(language, language)
    try:
        locale = Locale.parse(alias)
    except (UnknownLocaleError, ValueError):
        raise UserError(
            f"CLDR has no locale '{language}', so that cldr_names has no names to give. Set 'locale' to a language "
            "that it has, or use entity_swap."
        ) from None
    coded = {code: name for code, name in getattr(locale, which).items() if name and not code.isdigit()}
    names = sorted({name for name in coded.values() if not set(_ASIDE) & set(name)})
    found = [tuple(name.split()) for name in names if script is None or _is_in(name, script)]
    if not found:
        raise UserError(f"CLDR has no {which} named in '{language}' ({script}). Use entity_swap for this language.")
    return found


def _is_in(name: str, script: str) -> bool:
    found = {one for letter in name for one in scripts_of(letter)}
    return found == {script}
