"""A mail as its parts, and the two forms it is sent in: both are made from the same parts."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import get_language, gettext, ngettext

from accounts.models import OutgoingMail, User

SUBJECT_MAX = 60  # more is cut off in a phone's list of mails


class Heading(str):
    """A line that is set as a small heading."""

    __slots__ = ()


class InDanish(str):
    """A line somebody wrote in Danish, to be marked as such in a mail in another language."""

    __slots__ = ()


@dataclass(frozen=True)
class Cancel:
    """The mail is no longer needed; `reason` is a sentence shown in "Mails sendt"."""

    reason: str | Promise


@dataclass(frozen=True)
class DigestLine:
    """What a reminder becomes when several go out as one: a title, when, how long, and its own link.

    `deadline` is a phrase ("Frist på torsdag"), empty when there is none; `minutes` 0 says nothing.
    """

    title: str
    path: str
    deadline: str = ""
    minutes: int = 0

    @property
    def url(self) -> str:
        return absolute(self.path)

    @property
    def detail(self) -> str:
        """ "Frist på torsdag. 3 minutter." """
        parts = [self.deadline.rstrip(".")] if self.deadline else []
        if self.minutes:
            parts.append(
                ngettext("%(count)d minut", "%(count)d minutter", self.minutes) % {"count": self.minutes}
            )
        return " ".join(f"{part}." for part in parts)


@dataclass(frozen=True)
class Letter:
    """What one mail says: what and why · one button · what is needed and until when · help · why you get it.

    The greeting, the line about help and the sign-off are added. `button_path` is an address in the portal
    without host. `why` is the foot: "Du får mailen, fordi du sidder i bestyrelsen i Afdeling 58."
    `contact` is whom to ring and who gets the answer when somebody presses Reply.
    `digest` is needed for reminders only; without it the subject and the button stand in.
    """

    subject: str
    lines_before: Sequence[str]
    button_label: str = ""
    button_path: str = ""
    lines_after: Sequence[str] = ()
    items: Sequence[DigestLine] = ()
    contact: User | None = None
    why: str = ""
    signed_by: str = ""
    digest: DigestLine | None = None
    choose_path: str = ""
    """Where the reader chooses which mails to get; empty for what cannot be chosen."""

    @property
    def subject_line(self) -> str:
        """The subject on one line of at most 60 signs, cut between words."""
        line = re.sub(r"\s+", " ", str(self.subject)).strip()
        if len(line) <= SUBJECT_MAX:
            return line
        cut = line[: SUBJECT_MAX - 1]
        return (cut.rsplit(" ", 1)[0] if " " in cut[20:] else cut).rstrip(" ,.:;–-") + "…"

    def words(self) -> list[str]:
        """Everything people wrote or read in it, without addresses."""
        items = [f"{item.title} {item.detail}" for item in self.items]
        return [
            self.subject_line,
            *map(str, self.lines_before),
            *items,
            *map(str, self.lines_after),
            str(self.why),
        ]

    def as_digest_line(self) -> DigestLine:
        return self.digest or DigestLine(title=self.subject_line, path=self.button_path)


def absolute(path: str) -> str:
    """The whole address of a page. Raises ValueError for anything but a path in this portal."""
    if not path.startswith("/") or path.startswith("//") or re.search(r"[\s\\]", path):
        raise ValueError("A mail links to pages of the portal only, by their path.")
    return settings.SITE_URL + path


def merge(letters: Sequence[Letter]) -> Letter:
    """One letter instead of several reminders to the same person on the same day."""
    count = len(letters)
    contacts = {letter.contact.pk: letter.contact for letter in letters if letter.contact}
    reasons = list(dict.fromkeys(letter.why for letter in letters if letter.why))
    return Letter(
        subject=ngettext("%(count)d ting venter på dig", "%(count)d ting venter på dig", count)
        % {"count": count},
        lines_before=[
            ngettext("Du har %(count)d opgave.", "Du har %(count)d opgaver.", count) % {"count": count}
        ],
        items=[letter.as_digest_line() for letter in letters],
        button_label=gettext("Se alle opgaver"),
        button_path=settings.AAB_TASKS_PATH,
        # With several to ring, none of them is the one to ring.
        contact=next(iter(contacts.values())) if len(contacts) == 1 else None,
        why=" ".join(reasons),
    )


def weekly(letters: Sequence[Letter], *, news: Sequence[str] = ()) -> Letter:
    """The mail of the week (M10): what waited for Monday, and what is new where the reader lives."""
    count = {"count": len(letters)}
    lines_after: list[str] = []
    if news:
        lines_after = [Heading(gettext("Nyt fra din afdeling")), *news]
    return replace(
        merge(letters),
        subject=ngettext("%(count)d ting i denne uge", "%(count)d ting i denne uge", len(letters)) % count,
        lines_before=[
            ngettext(
                "Du har %(count)d opgave i denne uge.", "Du har %(count)d opgaver i denne uge.", len(letters)
            )
            % count
        ],
        lines_after=lines_after,
        choose_path="/min-side/beskeder/",
    )


def news_for(person: User, on: dt.date) -> list[str]:
    """A few sentences about the last week where the person lives, from the apps (setting MAIL_NEWS)."""
    return list(import_string(settings.MAIL_NEWS)(person, on)) if settings.MAIL_NEWS else []


def render(letter: Letter, recipient: User) -> tuple[str, str]:
    """The letter as plain text and as HTML, in the language that is active."""
    context = {
        "letter": replace(
            letter, lines_before=_lines(letter.lines_before), lines_after=_lines(letter.lines_after)
        ),
        "subject": letter.subject_line,
        "greeting": gettext("Hej %(name)s") % {"name": recipient.first_name}
        if recipient.first_name
        else gettext("Hej"),
        "button_url": absolute(letter.button_path) if letter.button_label else "",
        "help": _help(letter.contact),
        "signed_by": letter.signed_by or (letter.contact.name if letter.contact else ""),
        "association": "Boligforeningen AAB",
        "choose_url": absolute(letter.choose_path) if letter.choose_path else "",
        "language": get_language(),
    }
    text = render_to_string("emails/letter.txt", context)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n", render_to_string("emails/letter.html", context)


def _lines(lines: Sequence[str]) -> list[dict]:
    """Lines with their kind beside them; what somebody typed over several lines becomes one."""
    return [
        {
            "text": re.sub(r"\s+", " ", str(line)).strip(),
            "is_heading": isinstance(line, Heading),
            "lang": "da" if isinstance(line, InDanish) and get_language() != "da" else "",
        }
        for line in lines
        if str(line).strip()
    ]


def _help(contact: User | None) -> str:
    if contact is None or not contact.phone:
        return gettext("Har du brug for hjælp? Ring til os på %(phone)s.") % {
            "phone": settings.AAB_CONTACT_PHONE
        }
    return gettext("Har du brug for hjælp? Ring til %(name)s på %(phone)s, eller svar på denne mail.") % {
        "name": contact.name,
        "phone": contact.phone,
    }


def compose(letter: Letter, mail: OutgoingMail, *, message_id: str) -> EmailMultiAlternatives:
    """The message as the mail server gets it. One recipient per message, so that one refusal is one refusal."""
    text, html = render(letter, mail.recipient)
    message = EmailMultiAlternatives(
        subject=letter.subject_line,
        body=text,
        to=[mail.recipient.email],
        reply_to=[letter.contact.email] if letter.contact else None,
        headers={"Message-ID": message_id, "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(html, "text/html")
    return message
