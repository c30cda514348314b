"""Bring one file over https: goes on where it was cut off, tries again when the network fails, checks the sum."""

import email.message
import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from lowres.errors import CorpusError, one_line
from lowres.files import TEMPORARY_SUFFIX, read_json, sha256_of, write_json
from lowres.progress import Advance

MOST_BYTES = 50_000_000_000
"""Of a file whose size nobody wrote down."""
_BLOCK_BYTES = 1 << 20
_TRIES = 5
_LONGEST_PAUSE_SECONDS = 60.0
_WORTH_ANOTHER_TRY = {408, 425, 429, 500, 502, 503, 504}
_MARK_SUFFIX = ".from" + TEMPORARY_SUFFIX


class UnreachableError(CorpusError):
    """The network did not answer, however often it was asked; what is in the cache is still there."""


@dataclass(frozen=True)
class Wanted:
    """What must arrive; null where nobody wrote it down."""

    address: str
    sha256: str | None = None
    bytes: int | None = None


class _OnlyHttps(urllib.request.HTTPRedirectHandler):
    """Follows a redirection to another https address, and to no other."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        if not newurl.startswith("https://"):
            fp.close()
            raise CorpusError(f"{req.full_url}: leads on to {newurl}, but only https addresses are followed.")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def https_opener(*handlers: urllib.request.BaseHandler) -> urllib.request.OpenerDirector:
    """What opens https addresses, through the proxy that the environment names, and nothing else."""
    return urllib.request.build_opener(_OnlyHttps(), *handlers)


@dataclass(frozen=True)
class Downloader:
    """How files are brought; a test gives an opener of its own and does not wait."""

    opener: urllib.request.OpenerDirector = field(default_factory=https_opener)
    pause: Callable[[float], None] = time.sleep
    timeout_seconds: float = 60.0

    def bring(self, wanted: Wanted, target: Path, advance: Advance) -> None:
        """Write the file under its name, which it takes only when it is whole and its sum is right.

        What arrived before an interruption is kept beside it, and not asked for again.

        Raises:
            UnreachableError: if the network does not answer.
            CorpusError: if the address is no https address, does not exist, or gives another file than is wanted.
        """
        if not wanted.address.startswith("https://"):
            raise CorpusError(f"{wanted.address}: must be an https address.")
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(target.name + TEMPORARY_SUFFIX)
        was_begun = part.exists()
        self._until_whole(wanted, part, advance)
        if _fault(part, wanted) and was_begun:  # what lay there may have been of another file
            _discard(part)
            self._until_whole(wanted, part, advance)
        fault = _fault(part, wanted)
        if fault:
            _discard(part)
            raise CorpusError(f"{wanted.address}: {fault}. It was not kept. Try again, or take a copy with --mirror.")
        part.replace(target)
        _mark_of(part).unlink(missing_ok=True)

    def _until_whole(self, wanted: Wanted, part: Path, advance: Advance) -> None:
        failures = 0
        while True:
            before = _size(part)
            try:
                self._rest(wanted, part, advance)
                return
            except urllib.error.HTTPError as error:
                error.close()
                if error.code not in _WORTH_ANOTHER_TRY:
                    raise CorpusError(f"{wanted.address}: the server answers {error.code} {error.reason}.") from None
                problem: Exception = error
            except (OSError, http.client.HTTPException) as error:
                problem = error
            failures = 1 if _size(part) > before else failures + 1  # a connection that brings something is no failure
            if failures == _TRIES:
                raise UnreachableError(
                    f"{wanted.address}: cannot be reached ({one_line(problem)}), tried {_TRIES} times."
                ) from None
            self.pause(_seconds_to_wait(failures, getattr(problem, "headers", None)))

    def _rest(self, wanted: Wanted, part: Path, advance: Advance) -> None:
        """Ask for what is still missing, and write it as it comes.

        Raises:
            OSError, http.client.HTTPException: if the connection fails, or ends too soon.
        """
        have = _size(part)
        if wanted.bytes is not None and have >= wanted.bytes:
            return
        mark = read_json(_mark_of(part)) if have and _mark_of(part).exists() else {}
        request = urllib.request.Request(wanted.address, headers=_headers(have, mark))
        try:
            answer = self.opener.open(request, timeout=self.timeout_seconds)
        except urllib.error.HTTPError as error:
            if error.code != http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE or not have:
                raise
            error.close()
            _discard(part)  # there is no such range: what lies here is of another file
            self._rest(wanted, part, advance)
            return
        with answer:
            goes_on = answer.status == http.HTTPStatus.PARTIAL_CONTENT and _begins_at(answer.headers) == have
            if not goes_on:
                have = 0
                write_json(_mark_of(part), {"etag": answer.headers.get("ETag")})
            with part.open("ab" if goes_on else "wb") as stream:
                _copy(answer, stream, have, wanted, advance)


def _headers(have: int, mark: dict[str, Any]) -> dict[str, str]:
    headers = {"User-Agent": "lowres", "Accept-Encoding": "identity"}
    if have:
        headers["Range"] = f"bytes={have}-"
    etag = mark.get("etag")
    if have and etag and not etag.startswith("W/"):
        headers["If-Range"] = etag  # another file by now is sent whole
    return headers


def _copy(answer: Any, stream: IO[bytes], have: int, wanted: Wanted, advance: Advance) -> None:
    most = MOST_BYTES if wanted.bytes is None else wanted.bytes
    announced = answer.headers.get("Content-Length")
    whole = have + int(announced) if announced else None
    while block := answer.read(_BLOCK_BYTES):
        have += len(block)
        if have > most:
            raise CorpusError(f"{wanted.address}: sends more than the {most:,} bytes that were expected.")
        stream.write(block)
        advance(len(block))
    if whole is not None and have < whole:
        raise http.client.IncompleteRead(b"", whole - have)


def _begins_at(headers: email.message.Message) -> int | None:
    """The first byte of `Content-Range: bytes 100-199/200`."""
    first = headers.get("Content-Range", "").removeprefix("bytes ").partition("-")[0]
    return int(first) if first.isdigit() else None


def _fault(part: Path, wanted: Wanted) -> str | None:
    size = _size(part)
    if wanted.bytes is not None and size != wanted.bytes:
        return f"gives {size:,} bytes, but the description says {wanted.bytes:,}"
    if wanted.sha256 is not None and (actual := sha256_of(part)) != wanted.sha256:
        return f"gives a file with the SHA-256 {actual}, but the description says {wanted.sha256}"
    return None


def _seconds_to_wait(failures: int, headers: Any) -> float:
    """1, 2, 4, 8; or what the server asks for."""
    asked = headers.get("Retry-After", "") if headers else ""
    return min(float(asked) if asked.isdigit() else 2.0 ** (failures - 1), _LONGEST_PAUSE_SECONDS)


def _size(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


def _mark_of(part: Path) -> Path:
    return part.with_name(part.name.removesuffix(TEMPORARY_SUFFIX) + _MARK_SUFFIX)


def _discard(part: Path) -> None:
    part.unlink(missing_ok=True)
    _mark_of(part).unlink(missing_ok=True)
