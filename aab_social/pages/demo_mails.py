"""The mails of a portal that runs by itself on one machine: it sends none, it writes them to a folder.

Only in the embedded mode. Everywhere else these addresses do not exist, because mails hold codes to log in.
"""

from __future__ import annotations

import email
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default as modern
from email.utils import parsedate_to_datetime
from pathlib import Path

from csp.constants import UNSAFE_INLINE
from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

PER_PAGE = 25
# Newest files only: the folder of an old demo may hold thousands.
MOST_FILES = 200
_END_OF_MAIL = re.compile(rb"^-{79}\n", re.MULTILINE)
_KEY = re.compile(r"[0-9]{8}-[0-9]{6}-[0-9]+\.[0-9]+")


@dataclass(frozen=True)
class StoredMail:
    """One mail in the folder. `key` is its file and its place in it."""

    key: str
    subject: str
    to: str
    sent_at: datetime | None
    message: EmailMessage

    @property
    def text(self) -> str:
        part = self.message.get_body(("plain",))
        return part.get_content() if part else ""

    @property
    def html(self) -> str:
        part = self.message.get_body(("html",))
        return part.get_content() if part else ""


@login_not_required
@never_cache
@require_safe
def demo_mails(request: HttpRequest) -> HttpResponse:
    """All mails, the newest first."""
    _only_embedded()
    wanted = request.GET.get("til", "").strip()[:100].lower()
    mails = [mail for mail in _mails() if wanted in mail.to.lower()]
    page = Paginator(mails, PER_PAGE).get_page(request.GET.get("side"))
    return render(
        request, "pages/demo_mails.html", {"page": page, "folder": settings.MAIL_FOLDER, "wanted": wanted}
    )


@login_not_required
@never_cache
@require_safe
def demo_mail(request: HttpRequest, key: str) -> HttpResponse:
    """One mail as text, with links that can be pressed."""
    return render(request, "pages/demo_mail.html", {"mail": _find(key)})


@login_not_required
@never_cache
@require_safe
@csp_replace({"style-src": [UNSAFE_INLINE], "sandbox": ["allow-top-navigation-by-user-activation"]})
def demo_mail_html(request: HttpRequest, key: str) -> HttpResponse:
    """One mail as a mail program shows it: its own style, no scripts, shut off from the portal."""
    return HttpResponse(_find(key).html)


def _only_embedded() -> None:
    if not settings.EMBEDDED:
        raise Http404


def _find(key: str) -> StoredMail:
    _only_embedded()
    if not _KEY.fullmatch(key):
        raise Http404
    name, place = key.rsplit(".", 1)
    mails = _read(Path(settings.MAIL_FOLDER) / f"{name}.log")
    if int(place) >= len(mails):
        raise Http404
    return mails[int(place)]


def _mails() -> list[StoredMail]:
    files = sorted(Path(settings.MAIL_FOLDER).glob("*.log"), key=lambda file: file.name, reverse=True)[
        :MOST_FILES
    ]
    mails = [mail for file in files for mail in _read(file)]
    return sorted(mails, key=lambda mail: mail.sent_at.timestamp() if mail.sent_at else 0, reverse=True)


def _read(file: Path) -> list[StoredMail]:
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        return []
    parts = [part for part in _END_OF_MAIL.split(content) if part.strip()]
    return [_parse(f"{file.stem}.{place}", part) for place, part in enumerate(parts)]


def _parse(key: str, content: bytes) -> StoredMail:
    message = email.message_from_bytes(content, policy=modern)
    try:
        sent_at = parsedate_to_datetime(message["Date"]) if message["Date"] else None
    except ValueError:
        sent_at = None
    if sent_at and sent_at.tzinfo is None:  # "-0000" says: in UTC, from an unknown place
        sent_at = sent_at.replace(tzinfo=UTC)
    return StoredMail(key, str(message["Subject"] or ""), str(message["To"] or ""), sent_at, message)
