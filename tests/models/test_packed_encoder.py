import struct
from pathlib import Path

import numpy as np
import pytest
import torch

from lowres.errors import MissingPackageError, UserError
from lowres.files import default_cache
from lowres.models.convert import DENSE, NORMS, convert_packed_encoder
from lowres.models.packed_encoder import read_packed_encoder
from lowres.models.pretrained import load_pretrained
from lowres.models.reference import locate_in_package, resolve_model
from tests import tiny

LAYERS, HEADS, FEED_FORWARD, POSITIONS, TYPES = 2, 4, 64, 16, 2
ROWS = len(tiny.PIECES) + 1
SIZES = {"hidden": tiny.HIDDEN, "feed_forward": FEED_FORWARD}


def packed_tensors() -> dict[str, tuple[int, bytes, int]]:
    """Every tensor by name as (kind, bytes, values): matrices in 4-bit blocks, vectors as zeros in float32."""
    block = struct.pack("<e", 0.5) + bytes([0x80 | low for low in range(16)])  # low nibbles 0-15, high nibbles 8
    tensors = {}
    vectors = {"emb.ln.w": tiny.HIDDEN, "emb.ln.b": tiny.HIDDEN}
    matrices = {"emb.word": ROWS * tiny.HIDDEN, "emb.pos": POSITIONS * tiny.HIDDEN, "emb.type": TYPES * tiny.HIDDEN}
    for layer in range(LAYERS):
        for short, (_, rows, columns) in DENSE.items():
            matrices[f"l{layer}.{short}.w"] = SIZES[rows] * SIZES[columns]
            vectors[f"l{layer}.{short}.b"] = SIZES[rows]
        for short in NORMS:
            vectors |= {f"l{layer}.{short}.w": tiny.HIDDEN, f"l{layer}.{short}.b": tiny.HIDDEN}
    for name, values in matrices.items():
        tensors[name] = (1, block * (values // 32), values)
    for name, values in vectors.items():
        tensors[name] = (0, np.zeros(values, "<f4").tobytes(), values)
    return tensors


def packed_file(version: int = 1) -> bytes:
    head = struct.pack(
        "<4sI7ifi", b"E5S1", version, tiny.HIDDEN, LAYERS, HEADS, FEED_FORWARD, ROWS, POSITIONS, TYPES, 1e-12, 32
    )
    pieces = [piece.encode() for piece in tiny.PIECES]
    head += struct.pack("<5iQ", len(pieces), 0, 2, 1, 3, sum(map(len, pieces)))
    head += np.cumsum([0, *map(len, pieces)]).astype("<u4").tobytes()
    head += np.full(len(pieces), -5.0, "<f4").tobytes() + b"".join(pieces)
    head += struct.pack("<iI", 1, 9) + struct.pack("<IBI", 9, 1, 32)
    tensors = packed_tensors()
    directory_size = 4 + sum(2 + len(name) + 21 for name in tensors)
    offset = len(head) + directory_size
    head += struct.pack("<i", len(tensors))
    for name, (kind, content, values) in tensors.items():
        head += struct.pack("<H", len(name)) + name.encode() + struct.pack("<BIQQ", kind, values, offset, len(content))
        offset += len(content)
    return head + b"".join(content for _, content, _ in tensors.values())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "small.bin").write_bytes(packed_file())
    return tmp_path / "small.bin"


def test_a_block_is_its_nibbles_less_eight_times_its_scale(path: Path) -> None:
    row = read_packed_encoder(path).tensor("emb.word", ROWS, tiny.HIDDEN)[0]
    assert row[:16].tolist() == [(low - 8) * 0.5 for low in range(16)]
    assert row[16:].tolist() == [0.0] * 16  # the high nibbles are all 8


def test_the_converted_folder_is_a_bert_with_an_identity_pooler(path: Path) -> None:
    convert_packed_encoder(path, path.with_name("model"), base_model="package:x/small.bin")
    pretrained = load_pretrained(path.with_name("model"))
    assert type(pretrained.model).__name__ == "BertModel"
    assert pretrained.record.prefix == "query: "
    assert pretrained.record.vocabulary_size == len(tiny.PIECES)
    assert pretrained.model.config.vocab_size == ROWS
    assert pretrained.model.config.layer_norm_eps == 1e-12
    assert torch.equal(pretrained.model.pooler.dense.weight, torch.eye(tiny.HIDDEN))
    assert pretrained.tokenizer.tokenize("ﬁn  la casa") == ["▁", "f", "i", "n", "▁la", "▁casa"]  # NFKC undoes ﬁ


def test_a_zero_width_joiner_is_a_space_as_in_the_models_own_table() -> None:
    assert tiny.unigram_tokenizer().tokenize("la\N{ZERO WIDTH JOINER}casa") == ["▁la", "▁casa"]


def test_a_file_cut_anywhere_is_refused_with_the_reason(path: Path) -> None:
    whole = packed_file()
    for kept in [*range(0, 2500, 61), *range(2500, len(whole), 4001), len(whole) - 1]:
        path.write_bytes(whole[:kept])
        with pytest.raises(UserError, match="is truncated or corrupt|is not a packed encoder"):
            read_packed_encoder(path)


def test_a_file_with_any_byte_of_its_tables_spoilt_is_read_or_refused_but_never_a_traceback(path: Path) -> None:
    whole = packed_file()
    refused = 0
    for spoilt in range(0, 2600, 7):
        path.write_bytes(whole[:spoilt] + bytes([whole[spoilt] ^ 0xFF]) + whole[spoilt + 1 :])
        try:
            read_packed_encoder(path).tensor("emb.word", ROWS, tiny.HIDDEN)
        except UserError:
            refused += 1
    assert refused > 100


def test_a_foreign_file_is_refused(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04 and so on")
    with pytest.raises(UserError, match="is not a packed encoder: it starts with b'PK"):
        read_packed_encoder(path)


def test_a_later_version_is_refused(path: Path) -> None:
    path.write_bytes(packed_file(version=2))
    with pytest.raises(UserError, match="its version is 2, and only 1 is known"):
        read_packed_encoder(path)


def test_weights_that_are_not_numbers_are_refused(path: Path) -> None:
    whole = packed_file()
    at = whole.index(struct.pack("<e", 0.5) + bytes([0x80, 0x81]))
    path.write_bytes(whole[:at] + struct.pack("<e", float("nan")) + whole[at + 2 :])
    with pytest.raises(UserError, match="'emb.word' holds values that are not finite"):
        read_packed_encoder(path).tensor("emb.word", ROWS, tiny.HIDDEN)


def test_an_absent_file_is_an_error_and_no_traceback(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be read"):
        read_packed_encoder(tmp_path / "absent.bin")


@pytest.fixture
def package(path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A package on the path that must never be imported, with a packed file in it."""
    folder = path.parent / "site" / "packed_for_test"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text("raise SystemExit('imported')")
    path.rename(folder / "small.bin")
    monkeypatch.syspath_prepend(folder.parent)
    return "package:packed_for_test/small.bin"


def test_a_packed_file_is_converted_once(package: str, tmp_path: Path) -> None:
    first = resolve_model(package, tmp_path / "cache", tmp_path)
    written = (first / "model.safetensors").stat().st_mtime_ns
    assert resolve_model(package, tmp_path / "cache", tmp_path) == first
    assert (first / "model.safetensors").stat().st_mtime_ns == written
    assert load_pretrained(first).record.base_model == package


def test_a_conversion_that_was_killed_is_begun_again(package: str, tmp_path: Path) -> None:
    first = resolve_model(package, tmp_path / "cache", tmp_path)
    first.rename(first.with_name(first.name + ".part"))
    (first.with_name(first.name + ".part") / "model.safetensors").unlink()
    assert load_pretrained(resolve_model(package, tmp_path / "cache", tmp_path)).record.base_model == package


def test_a_package_that_is_absent_is_named_with_the_command_that_installs_it(tmp_path: Path) -> None:
    with pytest.raises(MissingPackageError, match=r"'no_such_package'.*pip install"):
        resolve_model("package:no_such_package/x.bin", tmp_path, tmp_path)


@pytest.mark.parametrize("place", ["", "x", "x/../y", "x//etc/passwd", "a.b/c"])
def test_a_malformed_package_reference_is_refused(place: str) -> None:
    with pytest.raises(UserError, match="not of the form package:NAME/FILE"):
        locate_in_package(f"package:{place}")


def test_a_package_without_the_file_is_told_from_an_absent_package(package: str) -> None:
    with pytest.raises(UserError, match=r"is installed, but has no file other\.bin"):
        locate_in_package("package:packed_for_test/other.bin")


def test_a_local_folder_is_found_beside_its_recipe(tmp_path: Path) -> None:
    folder = tiny.model_folder(tmp_path)
    assert resolve_model("tiny", tmp_path / "cache", relative_to=tmp_path) == folder
    assert resolve_model(str(folder), tmp_path / "cache", relative_to=Path("elsewhere")) == folder


def test_a_path_that_is_no_folder_is_not_asked_of_the_hub(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="neither an existing folder"):
        resolve_model("./models/absent", tmp_path, tmp_path)


def test_a_hub_model_out_of_reach_says_what_was_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(UserError, match=r"'someone/absent' cannot be had: .* cache .* copy the model's folder"):
        resolve_model("someone/absent", tmp_path, tmp_path)


def test_the_cache_is_where_the_environment_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LOWRES_CACHE", str(tmp_path))
    assert default_cache() == tmp_path
    monkeypatch.delenv("LOWRES_CACHE")
    assert default_cache() == Path.home() / ".cache" / "lowres"
