from dataclasses import replace
from pathlib import Path

from lowres.data.examples import LabelledText
from lowres.transfer.learners.frozen_probe import FrozenProbe
from lowres.transfer.lesson import Lesson
from lowres.transfer.workshop import Workshop, weights_sum
from tests import tiny

LESSON = Lesson("classification", ("poem", "tale"), "nah-Latn", {"spa-Latn": [LabelledText("a", "sol", "poem")]})


def written(path: Path, content: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path


def test_what_another_lesson_left_goes_and_what_is_somebodys_own_stays(tmp_path: Path) -> None:
    workshop, encoder = Workshop(tmp_path), tiny.pretrained()
    notes = written(tmp_path / "notes" / "mine.txt", "mine")
    workshop.claim(FrozenProbe(), LESSON, encoder)
    left = written(workshop.for_attempt(1).folder / "training" / "looks.json", "[]")
    workshop.claim(FrozenProbe(), LESSON, encoder)
    assert left.exists()
    workshop.claim(FrozenProbe(), replace(LESSON, labels=("poem", "tale", "song")), encoder)
    assert not left.exists()
    assert notes.exists()


def test_language_adapters_count_by_their_content(tmp_path: Path) -> None:
    weights = written(tmp_path / "adapter" / "weights.safetensors", "one")
    workshop = Workshop(tmp_path / "work", language_adapters={"nah-Latn": tmp_path / "adapter"})
    encoder = tiny.pretrained()
    workshop.claim(FrozenProbe(), LESSON, encoder)
    left = written(workshop.for_attempt(1).folder / "training" / "looks.json", "[]")
    workshop.claim(FrozenProbe(), LESSON, encoder)
    assert left.exists()
    written(weights, "other")
    workshop.claim(FrozenProbe(), LESSON, encoder)
    assert not left.exists()


def test_weights_of_any_precision_have_a_sum() -> None:
    encoder = tiny.pretrained()
    before = weights_sum(encoder)
    assert weights_sum(tiny.pretrained()) == before
    halved = replace(encoder, model=encoder.model.bfloat16())
    assert weights_sum(halved) != before
