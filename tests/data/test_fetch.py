import hashlib
import io
import json
import zipfile
from collections import deque
from pathlib import Path
from typing import Any

import pytest

from lowres.data.fetch import MANIFEST, Cache, Fetched, fetch, place_of
from lowres.data.published import PublishedCorpus
from lowres.data.unlabelled import UnlabelledCorpus
from lowres.data.verify import verify
from lowres.definition import validate
from lowres.errors import CorpusError
from lowres.progress import SilentProgress
from tests.data.server import ADDRESS, GONE, Server, serving

WOLOF, LUGANDA, MADE = b"Ndox mi\nDafa tang\n", b"Amazzi\n", b"made\n"


def known(content: bytes, **more: Any) -> dict[str, Any]:
    return {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content), **more}


def corpus(**changes: Any) -> PublishedCorpus:
    description = {
        "kind": "unlabelled",
        "name": "mine",
        "summary": "Two languages",
        "licence": {"name": "CC0-1.0", "commercial_use": True},
        "revision": "r1",
        "content": "text",
        "parts": [
            {"language": "wol-Latn", "files": ["wo/text"], "rows": 2},
            {"language": "lug-Latn", "files": ["lg/text"], "rows": 1},
        ],
        "source": {
            "address": ADDRESS + "/{revision}/{path}",
            "files": {"wo/text": known(WOLOF), "lg/text": known(LUGANDA)},
        },
    }
    return validate(UnlabelledCorpus, {**description, **changes}, "mine.yaml")


def source(**files: Any) -> dict[str, Any]:
    return {"address": ADDRESS + "/{revision}/{path}", "files": {"wo/text": files["wo"], "lg/text": files["lg"]}}


FILES = {"/r1/wo/text": WOLOF, "/r1/lg/text": LUGANDA}


def bring(
    server: Server, folder: Path, described: PublishedCorpus, languages: list[str] | None = None, **options: Any
) -> Fetched:
    return fetch(described, Cache(folder), languages, SilentProgress(), downloader=server.downloader(), **options)


def manifest(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "mine" / MANIFEST).read_text(encoding="utf-8"))
    return found


def test_what_is_fetched_is_asked_for_once(tmp_path: Path) -> None:
    with serving(FILES) as server:
        assert bring(server, tmp_path, corpus(), ["wol-Latn"]).new == ("wo/text",)
        again = bring(server, tmp_path, corpus())
        assert (again.new, again.old) == (("lg/text",), ("wo/text",))
        assert bring(server, tmp_path, corpus()).new == ()
        assert len(server.ranges) == 2
    assert manifest(tmp_path)["files"]["wo/text"] == {**known(WOLOF), "from": "network"}
    assert [check.state for check in verify(corpus(), tmp_path / "mine", None, SilentProgress())] == ["good"] * 4


def test_a_failure_keeps_what_came_and_says_what_is_cached(tmp_path: Path) -> None:
    with serving(FILES) as server:
        server.troubles = deque(["", GONE])
        with pytest.raises(CorpusError, match="answers 404"):
            bring(server, tmp_path, corpus())
    assert list(manifest(tmp_path)["files"]) == ["wo/text"]
    with pytest.raises(
        CorpusError, match="1 of 2 files of mine are in the cache, .*: wo/text. The same command goes on"
    ):
        bring(server, tmp_path, corpus())  # the server is down by now
    with pytest.raises(CorpusError, match="1 of 2 files are not in the cache.*; the first is lg/text"):
        place_of(corpus(), Cache(tmp_path), None, corpus().paths())


def test_what_came_before_a_kill_needs_no_manifest(tmp_path: Path) -> None:
    (tmp_path / "mine" / "wo").mkdir(parents=True)
    (tmp_path / "mine" / "wo" / "text").write_bytes(WOLOF)
    with serving(FILES) as server:
        bring(server, tmp_path, corpus())
        assert len(server.ranges) == 1
    assert sorted(manifest(tmp_path)["files"]) == ["lg/text", "wo/text"]


@pytest.mark.parametrize("below", ["mine", "", "sets/mine"])
def test_a_mirror_has_the_same_files(tmp_path: Path, below: str) -> None:
    for path, content in (("wo/text", WOLOF), ("lg/text", LUGANDA)):
        (tmp_path / "mirror" / below / path).parent.mkdir(parents=True)
        (tmp_path / "mirror" / below / path).write_bytes(content)
    with serving({}) as server:
        assert len(bring(server, tmp_path / "cache", corpus(), mirror=tmp_path / "mirror").new) == 2
        assert server.ranges == []


def test_another_file_in_the_mirror_is_not_kept(tmp_path: Path) -> None:
    (tmp_path / "mirror" / "wo").mkdir(parents=True)
    (tmp_path / "mirror" / "wo" / "text").write_bytes(WOLOF + b"!")
    with serving({}) as server, pytest.raises(CorpusError, match="wo/text of mine has the SHA-256"):
        bring(server, tmp_path / "cache", corpus(), ["wol-Latn"], mirror=tmp_path / "mirror")
    assert not (tmp_path / "cache" / "mine").exists() or not list((tmp_path / "cache" / "mine").rglob("text"))


def test_a_shorter_copy_and_an_unknown_sum_are_told(tmp_path: Path) -> None:
    (tmp_path / "mirror" / "wo").mkdir(parents=True)
    (tmp_path / "mirror" / "lg").mkdir(parents=True)
    (tmp_path / "mirror" / "wo" / "text").write_bytes(WOLOF[:8])
    (tmp_path / "mirror" / "lg" / "text").write_bytes(LUGANDA)
    described = corpus(source=source(wo={**known(WOLOF), "shorter": known(WOLOF[:8], rows=1)}, lg={}))
    with serving({}) as server:
        notes = bring(server, tmp_path / "cache", described, mirror=tmp_path / "mirror").notes
    assert notes[0] == "wo/text is a shorter copy, of 1 rows."
    assert notes[1].startswith("1 files could not be checked")
    states = [one.state for one in verify(described, tmp_path / "cache" / "mine", None, SilentProgress())]
    assert states == ["shorter", "unchecked", "good", "good"]


def test_an_archive_is_asked_for_once_and_only_its_members_are_kept(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("in/wo/text", WOLOF)
        archive.writestr("in/lg/text", LUGANDA)
        archive.writestr("in/more", b"-")
    packed = {**source(wo=known(WOLOF), lg=known(LUGANDA)), "address": ADDRESS + "/all.zip", "member": "in/{path}"}
    with serving({"/all.zip": stream.getvalue()}) as server:
        bring(server, tmp_path, corpus(source=packed))
        assert len(server.ranges) == 1
    names = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert names == {"mine/wo/text", "mine/lg/text", f"mine/{MANIFEST}"}


def test_a_file_that_was_made_of_others_comes_from_a_mirror_alone(tmp_path: Path) -> None:
    described = corpus(source=source(wo=known(MADE, made="joined from two"), lg=known(LUGANDA)))
    with (
        serving(FILES) as server,
        pytest.raises(CorpusError, match="was made of others: joined from two. Give a folder"),
    ):
        bring(server, tmp_path, described)


def test_terms_against_commercial_use_are_accepted_once(tmp_path: Path) -> None:
    described = corpus(licence={"name": "CC-BY-NC-4.0", "commercial_use": False})
    with serving(FILES) as server:
        with pytest.raises(CorpusError, match="not for commercial use: CC-BY-NC-4.0.*--accept-licence"):
            bring(server, tmp_path, described)
        Cache(tmp_path).accept(described)
        assert len(bring(server, tmp_path, described).new) == 2
        other = corpus(licence={"name": "CC-BY-NC-ND-4.0", "commercial_use": False})
        with pytest.raises(CorpusError, match="NC-ND"):
            bring(server, tmp_path, other)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"rows": 3}, "wol-Latn has 2 rows, but the description says 3 rows"),
        ({"faulty": {"blank_line": 1}}, "but the description says 2 rows and 1 blank line"),
    ],
)
def test_other_numbers_of_rows_than_described_are_wrong(tmp_path: Path, changes: dict[str, Any], words: str) -> None:
    part = {"language": "wol-Latn", "files": ["wo/text"], "rows": 2, **changes}
    (tmp_path / "wo").mkdir()
    (tmp_path / "wo" / "text").write_bytes(WOLOF)
    checks = verify(corpus(parts=[part]), tmp_path, None, SilentProgress())
    [wrong] = [one for one in checks if one.state == "wrong"]
    assert words in f"{wrong.what} {wrong.message}"
