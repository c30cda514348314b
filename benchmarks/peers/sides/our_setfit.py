"""Our side: a learner of ours, with English labels beside the few examples. What it says of the test goes to a file."""

import argparse
import json
import tempfile
from pathlib import Path

from pydantic import TypeAdapter
from signals import Measurer

from lowres.data.examples import LabelledText
from lowres.models.pretrained import load_pretrained
from lowres.transfer.learners import Learner
from lowres.transfer.lesson import Lesson
from lowres.transfer.workshop import Workshop


def main() -> None:
    """Learn, label the test, and say how long it took."""
    wanted = argparse.ArgumentParser()
    for name in ("model", "given", "said"):
        wanted.add_argument(name, type=Path)
    asked = wanted.parse_args()
    measurer = Measurer()
    given = json.loads(asked.given.read_text(encoding="utf-8"))
    encoder = load_pretrained(asked.model)
    sum(float(one.sum()) for one in encoder.model.parameters())  # weights that the file only maps are read in
    learner = TypeAdapter(Learner).validate_python(given["learner"])
    lesson = Lesson(
        kind="classification",
        labels=tuple(given["labels"]),
        language=given["language"],
        sources={given["source"]: examples("source", given["source_train"])},
        shots=examples("shots", given["shots"]),
        development={given["source"]: examples("development", given["source_development"])},
        unlabelled={
            given["source"]: [text for text, _ in given["source_train"]],
            given["language"]: given["unlabelled"],
        },
    )
    test = examples("test", [(text, "") for text in given["test"]])

    def learn_and_label() -> list[str]:
        with tempfile.TemporaryDirectory() as folder:
            learnt = learner.learn(encoder, lesson, Workshop(Path(folder), seed=given["seed"]))
            return [str(label) for label in learnt.fitted.predict(test, given["language"])]

    said, took = measurer.timed(learn_and_label)
    asked.said.write_text(json.dumps(said), encoding="utf-8")
    measurer.tell(took)


def examples(name: str, rows: list[tuple[str, str]]) -> list[LabelledText]:
    """Labelled texts, numbered."""
    return [LabelledText(f"{name}:{number}", text, label) for number, (text, label) in enumerate(rows)]


if __name__ == "__main__":
    main()
