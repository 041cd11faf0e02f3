"""A small server: addresses to answers, on a free port of loopback, gone when the test is."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Answer:
    """What an address gives."""

    body: bytes = b""
    media: str = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    hang_up: bool = False


Book = dict[str, Answer]
Wild = Callable[[str], Answer | None]


class Site:
    """What is served now; ``asked`` keeps every address that was asked for."""

    def __init__(self, book: Book, wild: Wild | None = None) -> None:
        self.book, self.wild = book, wild
        self.asked: list[str] = []
        self.agents: set[str] = set()
        self.url = ""

    def answer(self, path: str) -> Answer:
        """Return what an address gives."""
        found = self.book.get(path) or (self.wild(path) if self.wild else None)
        return found or Answer(b"<!doctype html><html lang=vi><title>404</title><p>404", status=404)


@contextmanager
def serve(book: Book, wild: Wild | None = None, *, context: ssl.SSLContext | None = None) -> Iterator[Site]:
    """Serve a book of answers; with a certificate's context, over TLS."""
    site = Site(book, wild)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # or every answer waits 40 ms for a late acknowledgement of its head

        def do_GET(self) -> None:
            site.asked.append(self.path)
            site.agents.add(self.headers.get("User-Agent", ""))
            answer = site.answer(self.path)
            if answer.hang_up:
                self.close_connection = True
                self.connection.close()
                return
            self.send_response(answer.status)
            if answer.media:
                self.send_header("Content-Type", answer.media)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            try:
                self.wfile.write(answer.body)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_who: object) -> None:
            """A hung-up connection is meant."""

    server = Quiet(("127.0.0.1", 0), Handler)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    site.url = f"{'https' if context else 'http'}://127.0.0.1:{server.server_address[1]}/"
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
