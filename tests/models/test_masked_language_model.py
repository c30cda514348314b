import pytest
import torch

from lowres.errors import UserError
from lowres.models.masked_language_model import head_of
from tests import tiny, tiny_models


@pytest.mark.parametrize("name", ["bert", "bert untied", "roberta", "xlm-roberta", "deberta-v2", "electra"])
def test_the_head_at_chosen_positions_says_what_the_whole_model_says_there(name: str) -> None:
    model = tiny_models.family(name).build().model
    ids = [5, 6, 7, 8]
    with torch.no_grad():
        hidden = model.base_model(input_ids=torch.tensor([ids])).last_hidden_state[0]
        found = head_of(model)(hidden[[1, 3]])
    torch.testing.assert_close(found, tiny_models.logits(model, ids)[[1, 3]])


def test_a_model_without_head_is_refused_with_the_remedy() -> None:
    with pytest.raises(UserError, match="a BertModel has no masked-language-modelling head.*ForMaskedLM"):
        head_of(tiny.bert_model())
