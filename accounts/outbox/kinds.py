"""What kinds of mail there are: a composition named by the setting MAIL_KINDS."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from accounts.models import Urgency, WhenUnknown

from .topics import Topic

if TYPE_CHECKING:
    from accounts.models import OutgoingMail

    from .letter import Cancel, Letter


@dataclass(frozen=True)
class MailKind:
    """One kind of mail.

    `prepare(mail)` writes the letter, or says why it is no longer needed, at the moment of sending and
    in the recipient's language. `label` is the name people see in "Mails sendt". `keep_text=False` is for
    mails whose text must not be kept even for a day, such as codes to log in with. `topic` is what the reader can
    choose about; without one it always goes at once. `deadline(mail)` is the day after which the mail is no use: it
    does not wait for a Monday beyond it. `in_quiet_periods`: somebody asks today and has set the deadline
    knowing the holidays, so July does not hold it back.
    """

    prepare: Callable[[OutgoingMail], Letter | Cancel]
    label: str | Promise
    urgency: Urgency = Urgency.NOW
    policy: WhenUnknown = WhenUnknown.ASK
    keep_text: bool = True
    topic: Topic | None = None
    deadline: Callable[[OutgoingMail], dt.date | None] | None = None
    in_quiet_periods: bool = False


def mail_kinds() -> Mapping[str, MailKind]:
    """Every kind, by its key. Raises ImportError when the composition cannot be loaded."""
    return import_string(settings.MAIL_KINDS)


def mail_kind(key: str) -> MailKind:
    """The kind of that key. Raises LookupError when nobody has described it."""
    try:
        return mail_kinds()[key]
    except KeyError:
        raise LookupError(f"There is no kind of mail called {key!r} in {settings.MAIL_KINDS}.") from None
