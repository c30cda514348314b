"""Their side: SetFit as its README calls it, run in its own environment. What it says of the test goes to a file."""

import argparse
import json
from pathlib import Path

from datasets import Dataset
from setfit import SetFitModel, Trainer, TrainingArguments
from signals import Measurer


def main() -> None:
    """Learn from a few examples, label the test, and say how long it took."""
    wanted = argparse.ArgumentParser()
    for name in ("model", "given", "said"):
        wanted.add_argument(name, type=Path)
    asked = wanted.parse_args()
    measurer = Measurer()
    given = json.loads(asked.given.read_text(encoding="utf-8"))
    model = SetFitModel.from_pretrained(str(asked.model), labels=given["labels"])
    sum(float(one.sum()) for one in model.model_body.parameters())  # weights that the file only maps are read in

    def learn_and_label() -> list[str]:
        shots = Dataset.from_dict(
            {
                "text": [given["prefix"] + text for text, _ in given["shots"]],
                "label": [one for _, one in given["shots"]],
            }
        )
        place = str(asked.said.with_name("checkpoints"))
        arguments = TrainingArguments(
            output_dir=place, seed=given["seed"], report_to="none", save_strategy="no", show_progress_bar=False
        )
        Trainer(model=model, args=arguments, train_dataset=shots).train()
        return [str(label) for label in model.predict([given["prefix"] + text for text in given["test"]])]

    said, took = measurer.timed(learn_and_label)
    asked.said.write_text(json.dumps(said), encoding="utf-8")
    measurer.tell(took)


if __name__ == "__main__":
    main()
