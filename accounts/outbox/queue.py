"""Putting a mail in the outbox."""

from __future__ import annotations

import json
import logging
from datetime import date, datetime
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from accounts.models import OutgoingMail, Urgency, User

from . import windows
from .kinds import mail_kind

logger = logging.getLogger(__name__)

DATA_MAX_BYTES = 2000


def queue(
    kind: str,
    *,
    to: User,
    about: models.Model,
    occurrence: date | str,
    by: User | None = None,
    due_at: datetime | date | None = None,
    data: dict | None = None,
) -> OutgoingMail:
    """Plan one mail, in the caller's transaction: it is there exactly when what it tells about is.

    `kind` is a key of MAIL_KINDS, `about` a saved row, `occurrence` what makes this mail another one than
    the last of its kind about the same thing (a date or a short key). `due_at` may be a date: then it is
    due that morning. `data` is for what cannot be read from `about` later, and holds no personal data.

    Asking for the same mail again returns the row there already is, whatever became of it; a mail that
    was cancelled needs a new `occurrence`. Raises LookupError for an unknown kind, ValueError for an
    `about` that is not saved or `data` over 2 kB.
    """
    described = mail_kind(kind)
    if about.pk is None:
        raise ValueError("A mail can only be about something that is saved.")
    if data and len(json.dumps(data)) > DATA_MAX_BYTES:
        raise ValueError("The data of a mail is a few small values; the rest is read when it is sent.")
    now = timezone.now()
    if due_at is None:
        due_at = now
    elif not isinstance(due_at, datetime):
        due_at = windows.morning_of(due_at)
    key = {
        "kind": kind,
        "about_type": about._meta.label_lower,
        "about_id": about.pk,
        "occurrence": occurrence.isoformat() if isinstance(occurrence, date) else occurrence,
        "recipient": to,
    }
    row = OutgoingMail(
        **key,
        message_id=_message_id(),
        policy=described.policy,
        urgency=described.urgency,
        in_quiet_periods=described.in_quiet_periods,
        queued_at=now,
        queued_by=by,
        due_at=due_at,
        next_attempt_at=due_at,
        data=data or {},
    )
    # A conflict is no error but the answer "it is planned already", also when two ask at once.
    OutgoingMail.objects.bulk_create([row], ignore_conflicts=True)
    mail = OutgoingMail.objects.get(**key)
    goes_now = mail.urgency == Urgency.NOW or mail.in_quiet_periods
    if mail.message_id == row.message_id and goes_now and due_at <= now:
        ring_on_commit()
    return mail


def _message_id() -> str:
    """A name the mail keeps through every attempt, so that two copies can be seen to be one."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"<{uuid4().hex}@{host}>"


def ring_on_commit() -> None:
    """Wake a worker when the transaction is through, once per transaction.

    Only for speed: without a broker the mail goes with the next sweep. `queue` rings by itself; log-in
    also rings when there is no mail, so that both take as long.
    """
    connection = transaction.get_connection()
    if any(entry[1] is _ring for entry in connection.run_on_commit):
        return
    transaction.on_commit(_ring)


def _ring() -> None:
    from accounts.tasks import answer_bell

    try:
        answer_bell.apply_async(expires=50, retry=False)
    except Exception as error:  # the broker may be away in a dozen ways, and none of them matters here
        logger.warning(
            "The bell of the outbox was not heard (%s); the next sweep sends.", type(error).__name__
        )
