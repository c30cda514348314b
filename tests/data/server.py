"""A server of files on this machine, asked by https addresses that lead nowhere else."""

import http.client
import threading
import urllib.request
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from lowres.data.download import Downloader, https_opener

ADDRESS = "https://files.test"
CUT, BUSY, GONE, LEADS_TO_HTTP = "cut", "busy", "gone", "leads to http"


@dataclass
class Server:
    """What it has, how it will misbehave, and what it was asked for."""

    files: dict[str, bytes]
    troubles: deque[str] = field(default_factory=deque)  # one an answer, in this order; then it behaves
    ranges: list[str | None] = field(default_factory=list)  # the header Range of each request
    pauses: list[float] = field(default_factory=list)
    etag: str = '"one"'
    port: int = 0

    def downloader(self) -> Downloader:
        return Downloader(https_opener(_ToThisMachine(self.port), urllib.request.ProxyHandler({})), self.pauses.append)


@contextmanager
def serving(files: dict[str, bytes]) -> Iterator[Server]:
    """Serve them while the block runs."""
    server = Server(files)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            _answer(self, server)

        def log_message(self, format: str, *arguments: Any) -> None:
            pass

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.port = listening.server_address[1]
    thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        listening.shutdown()
        listening.server_close()


def _answer(request: BaseHTTPRequestHandler, server: Server) -> None:
    asked = request.headers.get("Range")
    server.ranges.append(asked)
    trouble = server.troubles.popleft() if server.troubles else ""
    content = server.files.get(request.path)
    if trouble in (BUSY, GONE) or content is None:
        request.send_response(503 if trouble == BUSY else 404)
        request.send_header("Retry-After", "7")
        request.end_headers()
        return
    if trouble == LEADS_TO_HTTP:
        request.send_response(302)
        request.send_header("Location", "http://elsewhere.test/file")
        request.end_headers()
        return
    changed = request.headers.get("If-Range") not in (None, server.etag)
    first = int(asked.removeprefix("bytes=").removesuffix("-")) if asked and not changed else 0
    if first >= len(content) > 0:
        request.send_error(416)
        return
    request.send_response(206 if first else 200)
    if first:
        request.send_header("Content-Range", f"bytes {first}-{len(content) - 1}/{len(content)}")
    request.send_header("Content-Length", str(len(content) - first))
    request.send_header("ETag", server.etag)
    request.end_headers()
    rest = content[first:]
    request.wfile.write(rest[: len(rest) // 2] if trouble == CUT else rest)


class _ToThisMachine(urllib.request.HTTPSHandler):
    def __init__(self, port: int) -> None:
        super().__init__()
        self._port = port

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        def connect(host: str, **options: Any) -> http.client.HTTPConnection:
            return http.client.HTTPConnection("127.0.0.1", self._port, **options)

        return self.do_open(connect, req)  # type: ignore[arg-type]
