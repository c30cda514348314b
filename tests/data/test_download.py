import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from lowres.data.download import UnreachableError, Wanted
from lowres.errors import CorpusError
from tests.data.server import ADDRESS, BUSY, CUT, GONE, LEADS_TO_HTTP, Server, serving

TEXT = b"0123456789"
SUM = hashlib.sha256(TEXT).hexdigest()
WANTED = Wanted(f"{ADDRESS}/text", SUM, len(TEXT))


@pytest.fixture
def server() -> Iterator[Server]:
    with serving({"/text": TEXT}) as running:
        yield running


def bring(server: Server, folder: Path, wanted: Wanted = WANTED) -> bytes:
    server.downloader().bring(wanted, folder / "text", lambda units: None)
    assert [path.name for path in folder.iterdir()] == ["text"]
    return (folder / "text").read_bytes()


def test_a_file_arrives_whole(server: Server, tmp_path: Path) -> None:
    assert bring(server, tmp_path) == TEXT
    assert server.ranges == [None]


def test_a_cut_connection_is_taken_up_where_it_ended(server: Server, tmp_path: Path) -> None:
    server.troubles += [CUT, CUT]
    assert bring(server, tmp_path) == TEXT
    assert server.ranges == [None, "bytes=5-", "bytes=7-"]


def test_after_a_kill_only_the_rest_is_asked_for(server: Server, tmp_path: Path) -> None:
    def stop(units: int) -> None:
        raise KeyboardInterrupt

    server.troubles.append(CUT)
    with pytest.raises(KeyboardInterrupt):
        server.downloader().bring(WANTED, tmp_path / "text", stop)
    assert not (tmp_path / "text").exists()
    assert bring(server, tmp_path) == TEXT
    assert server.ranges == [None, "bytes=5-"]


@pytest.mark.parametrize("wanted", [WANTED, Wanted(WANTED.address)], ids=["known sum", "unknown sum"])
def test_a_file_that_changed_meanwhile_is_brought_anew(server: Server, tmp_path: Path, wanted: Wanted) -> None:
    (tmp_path / "text.part").write_bytes(b"old text")
    (tmp_path / "text.from.part").write_text('{"etag": "\\"older\\""}', encoding="utf-8")
    assert bring(server, tmp_path, wanted) == TEXT


def test_what_lies_there_of_another_file_is_thrown_away(server: Server, tmp_path: Path) -> None:
    (tmp_path / "text.part").write_bytes(b"another fi")
    assert bring(server, tmp_path) == TEXT


def test_a_busy_server_is_asked_again_when_it_says_so(server: Server, tmp_path: Path) -> None:
    server.troubles += [BUSY, BUSY]
    assert bring(server, tmp_path) == TEXT
    assert server.pauses == [7, 7]


def test_a_server_that_never_answers_is_given_up(tmp_path: Path) -> None:
    with serving({}) as gone:
        downloader = gone.downloader()
    with pytest.raises(UnreachableError, match="cannot be reached .*, tried 5 times"):
        downloader.bring(WANTED, tmp_path / "text", lambda units: None)
    assert gone.pauses == [1, 2, 4, 8]


@pytest.mark.parametrize(
    ("wanted", "troubles", "words"),
    [
        (Wanted(WANTED.address, "0" * 64, 10), [], f"SHA-256 {SUM}, but the description says 0000"),
        (Wanted(WANTED.address, SUM, 9), [], "sends more than the 9 bytes"),
        (Wanted(WANTED.address, SUM, 11), [], "gives 10 bytes, but the description says 11"),
        (WANTED, [GONE], "the server answers 404"),
        (WANTED, [LEADS_TO_HTTP], "leads on to http://elsewhere.test/file, but only https"),
        (Wanted("http://files.test/text"), [], "must be an https address"),
    ],
)
def test_what_is_not_wanted_is_refused(
    server: Server, tmp_path: Path, wanted: Wanted, troubles: list[str], words: str
) -> None:
    server.troubles += troubles
    with pytest.raises(CorpusError, match=words):
        bring(server, tmp_path, wanted)
    assert not (tmp_path / "text").exists()
