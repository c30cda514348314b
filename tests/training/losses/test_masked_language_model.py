import pytest
import torch
from torch.nn import functional

from lowres.training.losses.masked_language_model import LEFT_OUT, MaskedLanguageModel
from lowres.training.losses.masking import masking_of
from tests import tiny_models

SENTENCES = [[0, *range(5, 25), 2], [0, 7, 8, 2], [0, 2]]


def objective(share: float = 0.15, seed: int = 0) -> MaskedLanguageModel:
    tiny = tiny_models.family("xlm-roberta").build()
    return MaskedLanguageModel(tiny.model, SENTENCES, masking_of(tiny.tokenizer, share, seed))


def test_a_share_of_the_tokens_is_to_be_guessed_and_never_a_special_one() -> None:
    found = objective().collate([0, 1, 2])
    guessed = found["labels"] != LEFT_OUT
    assert guessed.sum(dim=1).tolist() == [3, 1, 0]  # .15 of 20; of 2, at least one; of none, none
    for row, sentence in enumerate(SENTENCES):
        for place in guessed[row].nonzero().flatten().tolist():
            assert found["labels"][row, place] == sentence[place]
            assert sentence[place] not in (0, 2)


def test_most_tokens_to_guess_are_shown_as_the_mask_and_the_others_as_they_are() -> None:
    learnt = objective(share=1.0)
    shown = [learnt.collate([0, other])["input_ids"][0, 1:21] for other in range(3)] + [
        learnt.collate([other, 0])["input_ids"][1, 1:21] for other in range(3)
    ]
    masked = torch.stack(shown).eq(learnt.masking.mask).float().mean().item()
    assert 0.65 < masked < 0.95
    untouched = objective(share=0.15).collate([0])
    kept = untouched["labels"][0] == LEFT_OUT
    assert untouched["input_ids"][0][kept].tolist() == torch.tensor(SENTENCES[0])[kept].tolist()


def test_the_same_batch_is_masked_alike_and_another_batch_in_another_way() -> None:
    first, again, other = (objective(0.5).collate(batch)["input_ids"] for batch in ([0, 1], [0, 1], [1, 0]))
    assert torch.equal(first, again)
    assert not torch.equal(first[0], other[1])
    assert not torch.equal(first, objective(0.5, seed=1).collate([0, 1])["input_ids"])


def test_a_batch_counts_by_the_tokens_to_guess() -> None:
    assert objective().weight(objective().collate([0, 1, 2])) == 4  # .15 of 20; of 2, at least one; of none, none


def test_the_loss_is_that_of_the_whole_model_at_the_masked_positions() -> None:
    learnt = objective()
    batch = learnt.collate([0, 1])
    with torch.no_grad():
        logits = learnt.model(input_ids=batch["input_ids"], attention_mask=batch["attention_mask"]).logits
        expected = functional.cross_entropy(logits.flatten(0, 1), batch["labels"].flatten(), ignore_index=LEFT_OUT)
        assert learnt(**batch)["loss"].item() == pytest.approx(expected.item(), rel=1e-5)
