import pytest
import torch

from lowres.models.embeddings import read_rows
from lowres.models.pretrained import Pretrained
from lowres.models.sentences import encode
from lowres.progress import SilentProgress
from lowres.training.schedule import WarmUp
from lowres.training.trainer import TrainingFolder
from lowres.vocabulary.align import Alignment, align_new_rows
from lowres.vocabulary.extend import extend
from lowres.vocabulary.initialisers.noise import MatchedNoise
from lowres.vocabulary.initialisers.source import Knowledge
from lowres.vocabulary.learn import learn_pieces
from tests import tiny
from tests.vocabulary.corpus import sentences

OLD = len(tiny.PIECES)
TEXTS = sentences(40)
WARM_UP = WarmUp(steps=40, batch_size=8, learning_rate=0.02)


def before() -> Pretrained:
    """The tiny model with rows far enough apart to matter."""
    pretrained = tiny.pretrained()
    read_rows(pretrained.model).mul_(20)
    return pretrained


@pytest.fixture(scope="module")
def aligned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Pretrained, Alignment]:
    """A model whose new rows started at random, after their warm-up."""
    pretrained = before()
    targets = encode(pretrained, TEXTS)
    pieces = learn_pieces(TEXTS, pretrained.tokenizer, 10).pieces
    extended = extend(pretrained, pieces, MatchedNoise(), Knowledge(), torch.Generator().manual_seed(0)).pretrained
    folder = TrainingFolder(tmp_path_factory.mktemp("training"), SilentProgress(), "aligning")
    return extended, align_new_rows(extended, TEXTS, targets, WARM_UP, folder)


Aligned = tuple[Pretrained, Alignment]


def test_sentences_come_nearer_to_where_the_old_pieces_put_them(aligned: Aligned) -> None:
    _, alignment = aligned
    assert alignment.before < 0.99
    assert 1 - alignment.after < 0.7 * (1 - alignment.before)
    assert alignment.training.steps == 40


def test_the_agreement_after_is_that_of_the_model_as_it_is_left(aligned: Aligned) -> None:
    extended, alignment = aligned
    shown = TEXTS[:32]  # four batches
    cosines = (encode(extended, shown) * encode(before(), shown)).sum(axis=1)
    assert cosines.mean() == pytest.approx(alignment.after, abs=2e-3)


def test_nothing_but_new_rows_changes(aligned: Aligned) -> None:
    extended, _ = aligned
    fresh = before().model
    learnt = dict(extended.model.named_parameters())
    for name, value in fresh.named_parameters():
        if "word_embeddings" not in name:
            assert torch.equal(learnt[name], value), name
    assert torch.equal(read_rows(extended.model)[:OLD], read_rows(fresh)[:OLD])
    assert len(read_rows(extended.model)) == OLD + 10
    assert type(extended.model.get_input_embeddings()) is torch.nn.Embedding
