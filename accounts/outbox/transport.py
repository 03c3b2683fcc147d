"""Handing one message to the mail server, and what its answer means.

There are three answers, not two. Before the text is sent every fault is certain: the mail was not taken.
After "354 go ahead" a fault is certain only when the server says so; silence means that nobody knows.
"""

from __future__ import annotations

import re
import smtplib
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend
from django.core.mail.message import sanitize_address

CRLF = b"\r\n"
TOO_LATE_SECONDS = 30


class Outcome(Enum):
    """What is known about a message after an attempt."""

    SENT = auto()  # the server took it
    RETRY = auto()  # certainly not taken; may be taken later
    FAILED = auto()  # certainly not taken, and never will be
    UNKNOWN = auto()  # taken or not, nobody can know
    NO_SERVER = auto()  # the server cannot be reached or lets nobody in; the message was not to blame
    LET_GO = auto()  # somebody else has the row now; nothing was sent


@dataclass(frozen=True)
class Result:
    """`error` is a short code with the stage in front, such as "rcpt 550 5.1.1". Never personal data."""

    outcome: Outcome
    error: str = ""


# Marks the row as "being transmitted" and commits; False when the row is no longer this worker's.
BeforeData = Callable[[], bool]


class _Refused(Exception):
    """The server answered a command with something else than yes."""

    def __init__(self, stage: str, code: int, words: bytes | str = b""):
        self.stage, self.code = stage, code
        if isinstance(words, bytes):
            words = words.decode("ascii", "replace")
        detail = re.match(r"\s*([245]\.\d{1,3}\.\d{1,3})\b", words)
        self.error = f"{stage} {code}" + (f" {detail.group(1)}" if detail else "")
        super().__init__(self.error)

    def result(self) -> Result:
        return Result(Outcome.FAILED if 500 <= self.code <= 599 else Outcome.RETRY, self.error)


@lru_cache(maxsize=8)
def _written_down(address: str, encoding: str) -> str:
    """The sender's address as the protocol wants it; the same for every mail."""
    return sanitize_address(address, encoding)


class Post:
    """The way out for the mails of one sweep: one connection, opened when the first mail needs it.

    Speaks SMTP itself when the configured backend is Django's SMTP backend, because only then can it mark
    the row in the right moment. Every other backend gets the same marks around `send_messages`.
    """

    def __init__(self) -> None:
        self.backend: BaseEmailBackend = get_connection(fail_silently=False)
        self.connected = False

    def __enter__(self) -> Post:
        return self

    def __exit__(self, *exc_info) -> None:
        self.hang_up(politely=exc_info[0] is None)

    def send(
        self, message: EmailMessage, before_data: BeforeData, *, marked_at: float | None = None
    ) -> Result:
        """Try to hand over one message to its one recipient. Never raises for anything the server does.

        `marked_at` (time.monotonic()) is when the row was marked together with others, before this call.
        """
        if isinstance(self.backend, SmtpBackend):
            return self._send_by_smtp(message, before_data, marked_at)
        return self._send_by_backend(message, before_data)

    def connect(self) -> Result | None:
        """Open the connection before anything is marked. None when it is open; otherwise why it is not."""
        if not isinstance(self.backend, SmtpBackend):
            return None
        try:
            self._connect()
        except _Refused as refusal:
            self.hang_up(politely=False)
            return Result(Outcome.NO_SERVER, refusal.error)
        except (OSError, smtplib.SMTPException) as error:
            self.hang_up(politely=False)
            return Result(Outcome.NO_SERVER, f"connect {type(error).__name__}")
        return None

    # --- SMTP -----------------------------------------------------------------------------------
    def _send_by_smtp(
        self, message: EmailMessage, before_data: BeforeData, marked_at: float | None
    ) -> Result:
        try:
            encoding = message.encoding or settings.DEFAULT_CHARSET
            # Where a mail that cannot be delivered comes back to (SMTP's envelope, RFC 5321, 4.4).
            sender = _written_down(settings.MAIL_RETURN_TO or message.from_email, encoding)
            (recipient,) = (sanitize_address(address, encoding) for address in message.recipients())
            content = message.message().as_bytes(linesep="\r\n")
        except Exception as error:  # a header, an address or a letter that cannot be written down
            return Result(Outcome.FAILED, f"message {type(error).__name__}")
        try:
            self._address(sender, recipient, may_reconnect=self.connected)
        except _Refused as refusal:
            if refusal.stage == "connect":
                self.hang_up(politely=False)
                return Result(Outcome.NO_SERVER, refusal.error)
            self._start_over(refusal.code)
            return refusal.result()
        except (OSError, smtplib.SMTPException) as error:
            self.hang_up(politely=False)
            stage = "address" if self.connected else "connect"
            self.connected = False
            outcome = Outcome.RETRY if stage == "address" else Outcome.NO_SERVER
            return Result(outcome, f"{stage} {type(error).__name__}")
        asked_at = marked_at or time.monotonic()
        if not before_data():
            self._start_over()
            return Result(Outcome.LET_GO)
        if time.monotonic() - asked_at > TOO_LATE_SECONDS:
            # This worker was frozen with the mark made. Others may have acted on it by now, so it sends nothing.
            self.hang_up(politely=False)
            return Result(Outcome.RETRY, "data too late")
        return self._data(content)

    def _address(self, sender: str, recipient: str, *, may_reconnect: bool) -> None:
        """MAIL and RCPT, on the open connection or a new one."""
        try:
            self._connect()
            smtp = self.backend.connection
            self._say("mail", smtp.mail(sender))
            self._say("rcpt", smtp.rcpt(recipient))
        except smtplib.SMTPServerDisconnected:
            # A kept connection may have been dropped since the last mail; that says nothing about this one.
            if not may_reconnect:
                raise
            self.hang_up(politely=False)
            self._address(sender, recipient, may_reconnect=False)

    def _connect(self) -> None:
        if self.backend.connection is not None:
            return
        self.connected = False
        try:
            self.backend.open()
            self.backend.connection.ehlo_or_helo_if_needed()
        except smtplib.SMTPResponseException as error:  # refused in the greeting, at TLS or at log-in
            raise _Refused("connect", error.smtp_code, error.smtp_error) from error
        self.connected = True

    @staticmethod
    def _say(stage: str, reply: tuple[int, bytes]) -> None:
        code, words = reply
        if not 200 <= code <= 299:
            raise _Refused(stage, code, words)

    def _data(self, content: bytes) -> Result:
        """DATA: up to "354" every fault is certain, afterwards only the server's own word is."""
        smtp = self.backend.connection
        try:
            smtp.putcmd("data")
            code, words = smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self.hang_up(politely=False)
            return Result(Outcome.RETRY, f"data {type(error).__name__}")
        if code != 354:
            self._start_over(code)
            return _Refused("data", code, words).result()
        lines = re.sub(rb"(?m)^\.", b"..", content)
        ending = b"." + CRLF if lines.endswith(CRLF) else CRLF + b"." + CRLF
        try:
            smtp.send(lines + ending)
            code, words = smtp.getreply()
        except Exception as error:  # also a reply that cannot be read: whatever it is, the text has gone
            self.hang_up(politely=False)
            return Result(Outcome.UNKNOWN, f"text {type(error).__name__}")
        if 200 <= code <= 299:
            return Result(Outcome.SENT)
        self._start_over(code)
        if 400 <= code <= 599:
            return _Refused("text", code, words).result()
        return Result(Outcome.UNKNOWN, f"text {code}")

    def _start_over(self, code: int = 0) -> None:
        """Make the connection ready for the next mail; 421 says that the server is hanging up."""
        smtp = self.backend.connection if isinstance(self.backend, SmtpBackend) else None
        try:
            if smtp is None or code == 421 or smtp.rset()[0] != 250:
                self.hang_up(politely=False)
        except (OSError, smtplib.SMTPException):
            self.hang_up(politely=False)

    # --- Other backends -------------------------------------------------------------------------
    def _send_by_backend(self, message: EmailMessage, before_data: BeforeData) -> Result:
        try:
            message.message()
        except Exception as error:
            return Result(Outcome.FAILED, f"message {type(error).__name__}")
        if not before_data():
            return Result(Outcome.LET_GO)
        try:
            taken = self.backend.send_messages([message])
        except ConnectionRefusedError:
            return Result(Outcome.NO_SERVER, "connect ConnectionRefusedError")
        except Exception as error:  # a provider's own errors: the request may have reached it
            return Result(Outcome.UNKNOWN, f"text {type(error).__name__}")
        self.connected = True
        # None or 0 is how Django says "nobody took it" without an error.
        return Result(Outcome.SENT) if taken == 1 else Result(Outcome.FAILED, f"text taken-{taken or 0}")

    def hang_up(self, *, politely: bool = True) -> None:
        """Close the connection. Politely waits for the server's goodbye; otherwise the line is cut."""
        try:
            if politely:
                self.backend.close()
            elif isinstance(self.backend, SmtpBackend):
                for smtp in (self.backend.connection, self.backend._partial_connection):
                    if smtp is not None:
                        smtp.close()
                self.backend.connection = self.backend._partial_connection = None
        except Exception:
            # The mails are marked already; a goodbye that fails changes nothing.
            if isinstance(self.backend, SmtpBackend):
                self.backend.connection = None
