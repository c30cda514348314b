"""Their side: masked language modelling as Transformers' own documentation does it, run in its own environment."""

import argparse
import tempfile
from pathlib import Path

from signals import Measurer
from transformers import (
    AutoModelForMaskedLM,
    AutoTokenizer,
    DataCollatorForLanguageModeling,
    Trainer,
    TrainingArguments,
)


def main() -> None:
    """Go through the text once, and say how long it took."""
    wanted = argparse.ArgumentParser()
    wanted.add_argument("model", type=Path)
    wanted.add_argument("text", type=Path)
    wanted.add_argument("batch", type=int)
    asked = wanted.parse_args()
    measurer = Measurer()
    tokenizer = AutoTokenizer.from_pretrained(asked.model)
    model = AutoModelForMaskedLM.from_pretrained(asked.model)
    sentences = tokenizer(asked.text.read_text(encoding="utf-8").splitlines(), truncation=True)["input_ids"]
    with tempfile.TemporaryDirectory() as folder:
        arguments = TrainingArguments(
            output_dir=folder,
            num_train_epochs=1,
            per_device_train_batch_size=asked.batch,
            learning_rate=1e-4,
            save_strategy="no",
            use_cpu=True,
            report_to=[],
            disable_tqdm=True,
        )
        trainer = Trainer(
            model=model,
            args=arguments,
            train_dataset=[{"input_ids": sentence} for sentence in sentences],
            data_collator=DataCollatorForLanguageModeling(tokenizer, mlm_probability=0.15),
        )
        _, took = measurer.timed(trainer.train)
    measurer.tell({**took, "loss": trainer.state.log_history[-1]["train_loss"], "precision": "fp32"})


if __name__ == "__main__":
    main()
