import pytest
from pydantic import TypeAdapter, ValidationError

from lowres.language import LanguageTag, code_of, script_of


def test_a_tag_is_a_code_and_a_script() -> None:
    assert TypeAdapter(LanguageTag).validate_python("amh-Ethi") == "amh-Ethi"


@pytest.mark.parametrize("tag", ["nah", "nah-latn", "na-Latn", "nah_Latn", "nah-Latn-MX", ""])
def test_anything_else_is_refused_with_an_example(tag: str) -> None:
    with pytest.raises(ValidationError, match="such as nah-Latn"):
        TypeAdapter(LanguageTag).validate_python(tag)


def test_the_code_stands_before_the_hyphen() -> None:
    assert code_of("nah-Latn") == "nah"


def test_the_script_stands_behind_it() -> None:
    assert script_of("amh-Ethi") == "Ethi"
