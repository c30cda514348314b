from pathlib import Path

import pytest

from lowres.benchmark.places import shipped_published
from lowres.benchmark.published import Published, beside, load_published
from lowres.errors import RecipeError
from tests.benchmark.made_up import ADAPTED, BASE, HAUSA, WOLOF, YORUBA

VALUES = {
    "name": "elsewhere",
    "beside": ["topics"],
    "metric": "accuracy",
    "source": {"title": "A paper", "address": "https://example.org/paper"},
    "differs": "Another model.",
    "systems": [{"model": "big", "method": "fine-tuned", "shots": 0, "values": {WOLOF: 90.0, YORUBA: 10.0}}],
}


def published(**changes: object) -> Published:
    return Published.model_validate({**VALUES, **changes})


def test_every_shipped_file_can_be_read_and_is_named_after_itself() -> None:
    found = load_published()
    assert [one.name for one in found] == [path.stem for path in sorted(shipped_published().glob("*.yaml"))]
    assert "masakhaner2_full_fine_tuning" in [one.name for one in found]


def test_a_published_mean_stands_beside_ours_over_the_same_languages() -> None:
    one = published()
    ours = {(WOLOF, BASE): 0.5, (WOLOF, ADAPTED): 0.75, (HAUSA, BASE): 0.1, (YORUBA, BASE): 0.2}
    found = beside(one, one.systems[0], ours, [BASE, ADAPTED])
    assert found is not None
    assert (found.languages, found.theirs, dict(found.ours)) == ((WOLOF,), 0.9, {BASE: 0.5, ADAPTED: 0.75})


def test_without_a_language_in_common_nothing_stands_beside() -> None:
    one = published()
    assert beside(one, one.systems[0], {(HAUSA, BASE): 0.1}, [BASE, ADAPTED]) is None
    assert beside(one, one.systems[0], {}, [BASE]) is None


def test_every_fault_of_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("name: bad\nbeside: [topics]\nmetrik: accuracy\n", encoding="utf-8")
    with pytest.raises(RecipeError) as error:
        load_published(tmp_path)
    assert "Did you mean 'metric'?" in str(error.value)
    assert "source" in str(error.value)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"systems": [{"model": "m", "method": "f", "mean": 101}]}, "from 0 to out_of"),
        ({"out_of": 1}, "from 0 to out_of"),
        ({"systems": [{"model": "m", "method": "f"}]}, "values by language, or a mean"),
    ],
)
def test_a_number_that_cannot_be_is_refused(changes: dict[str, object], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        published(**changes)
