"""A mail server for tests that can misbehave at every stage, and remembers what it took."""

from __future__ import annotations

import socketserver
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message

# What the server may do at a stage instead of its usual answer.
DROP = "drop"  # cut the line without a word
HANG = "hang"  # say nothing until the client gives up
TAKE_THEN_DROP = "take then drop"  # accept the mail, then cut the line before saying so
TAKE_THEN_HANG = "take then hang"

STAGES = ("connect", "ehlo", "mail", "rcpt", "data", "text", "rset")
_USUAL = {
    "connect": "220 sink ready",
    "ehlo": "250 sink",
    "mail": "250 ok",
    "rcpt": "250 ok",
    "data": "354 go ahead",
    "text": "250 taken",
    "rset": "250 ok",
    "quit": "221 bye",
}


class Sink(socketserver.ThreadingTCPServer):
    """Listens on a free port of this machine. `answer(stage, argument)` may change what is said."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, answer: Callable[[str, str], str | None] | None = None, delay: float = 0):
        super().__init__(("127.0.0.1", 0), _Talk)
        self.answer = answer or (lambda stage, argument: None)
        self.delay = delay  # seconds between taking a mail and saying so
        self.taken: list[Message] = []
        self.connections = 0
        self.closing = threading.Event()

    @property
    def port(self) -> int:
        return self.server_address[1]

    def copies(self) -> dict[str, int]:
        """How often each mail was taken, by its Message-ID."""
        counts: dict[str, int] = {}
        for mail in list(self.taken):
            counts[mail["Message-ID"]] = counts.get(mail["Message-ID"], 0) + 1
        return counts

    def handle_error(self, request, client_address):
        """A client that was killed leaves a broken line behind; that is what the tests are about."""


class _Talk(socketserver.StreamRequestHandler):
    server: Sink

    def handle(self):
        self.server.connections += 1
        if not self._say("connect"):
            return
        while line := self.rfile.readline(4096):
            word, _space, argument = line.decode("ascii", "replace").strip().partition(" ")
            stage = {"helo": "ehlo"}.get(word.lower(), word.lower())
            if stage == "data":
                if not self._say("data", argument):
                    return
                if self.refused:
                    continue
                content = self._text()
                if content is None or not self._take(content):
                    return
            elif not self._say(stage, argument) or stage == "quit":
                return

    def _text(self) -> bytes | None:
        lines = []
        while line := self.rfile.readline():
            if line == b".\r\n":
                return b"".join(lines)
            lines.append(line[1:] if line.startswith(b"..") else line)
        return None

    def _take(self, content: bytes) -> bool:
        answer = self.server.answer("text", "")
        if answer in (None, TAKE_THEN_DROP, TAKE_THEN_HANG) or answer.startswith("2"):
            self.server.taken.append(message_from_bytes(content))
        time.sleep(self.server.delay)
        if answer == TAKE_THEN_DROP:
            return False
        return self._send(HANG if answer == TAKE_THEN_HANG else answer or _USUAL["text"])

    def _say(self, stage: str, argument: str = "") -> bool:
        answer = self.server.answer(stage, argument)
        self.refused = bool(answer) and not answer.startswith("3")
        return self._send(answer or _USUAL.get(stage, "500 what?"))

    def _send(self, answer: str) -> bool:
        if answer == DROP:
            return False
        if answer == HANG:
            self.server.closing.wait(30)
            return False
        self.wfile.write(answer.encode() + b"\r\n")
        return not answer.startswith("421")


@contextmanager
def smtp_sink(answer=None, delay: float = 0):
    """A sink that listens until the block ends."""
    sink = Sink(answer, delay)
    thread = threading.Thread(target=sink.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield sink
    finally:
        sink.closing.set()
        sink.shutdown()
        sink.server_close()
        thread.join(5)
