import os

import pytest
import torch

from lowres.models.device import fast_attention, pick_device, supports_bfloat16, usable_cores


def test_bfloat16_is_left_alone_on_a_cpu_that_would_emulate_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cpu, "_is_amx_tile_supported", lambda: False)
    monkeypatch.setattr(torch.cpu, "_is_avx512_bf16_supported", lambda: False)
    assert not supports_bfloat16(torch.device("cpu"))
    monkeypatch.setattr(torch.cpu, "_is_amx_tile_supported", lambda: True)
    assert supports_bfloat16(torch.device("cpu"))


def test_a_pytorch_that_cannot_be_asked_counts_as_no(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(torch.cpu, "_is_amx_tile_supported")
    monkeypatch.delattr(torch.cpu, "_is_avx512_bf16_supported")
    assert not supports_bfloat16(torch.device("cpu"))


def test_the_device_is_a_gpu_only_if_there_is_one() -> None:
    assert pick_device().type == ("cuda" if torch.cuda.is_available() else "cpu")
    assert fast_attention(torch.device("cpu")) == "eager"


def test_some_core_is_usable_and_no_more_than_there_are() -> None:
    assert 1 <= usable_cores() <= (os.cpu_count() or 1)
