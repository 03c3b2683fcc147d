"""Who holds a mail: every step is one conditional UPDATE that must change exactly the rows it names.

No step reads first and writes later, so two workers, two schedules or a worker that was frozen for an
hour cannot both have a row, on PostgreSQL or on SQLite. A row is held under a token until the lease is
over; the token is also how a frozen worker that wakes up finds the row it was sending.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import IntegrityError, InterfaceError, OperationalError, connection, transaction
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce

from accounts.models import MailStatus, OutgoingMail, Urgency, User, WhenUnknown

from . import windows
from .topics import Held

logger = logging.getLogger(__name__)

BACK_OFF_FIRST = timedelta(minutes=1)
BACK_OFF_MOST = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(hours=72)
TOO_OLD_AFTER = timedelta(days=14)
RESEND_AFTER = timedelta(hours=1)
# A row that ended its worker this often is pushed an hour ahead before anybody touches it again.
SUSPECT_AFTER_ATTEMPTS = 3
PUSH = timedelta(hours=1)

mails = OutgoingMail.objects


def lease() -> timedelta:
    return timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)


def back_off(attempts: int) -> timedelta:
    """One minute after the first attempt, twice as long after each, never more than an hour."""
    return min(BACK_OFF_FIRST * 2 ** min(max(attempts - 1, 0), 10), BACK_OFF_MOST)


def is_too_old(mail: OutgoingMail, now: datetime) -> bool:
    """True when nobody should get the mail any more without a person's click.

    Counted from the first moment it could have been sent, so that July does not make a reminder old, or
    from when a person said that it should be sent.
    """
    since = mail.due_at
    if mail.urgency == Urgency.REMINDER:
        since = windows.next_open(mail.due_at, quiet_too=mail.in_quiet_periods)
    return now - max(since, mail.decided_at or since) > TOO_OLD_AFTER


# --- Taking ---------------------------------------------------------------------------------
def take(mail: OutgoingMail, now: datetime) -> list[OutgoingMail]:
    """Take the row, and with a reminder everything that goes in the same mail; [] when somebody else has it.

    A mail that was put together once and may have arrived stays as it was: the same rows under the
    same Message-ID. All other reminders due to the person today go together, in one statement, so that a
    second worker finds none left.
    """
    if mail.urgency == Urgency.NOW:
        rows = mails.takeable(now).filter(pk=mail.pk)
    elif mail.resent_at:
        first = mail.bundled_into_id or mail.pk
        rows = mails.takeable(now).filter(Q(pk=first) | Q(bundled_into=first), resent_at__isnull=False)
    else:
        today = windows.end_of(windows.local_day(now))
        rows = mails.filter(
            Q(status=MailStatus.PLANNED, next_attempt_at__lt=today)
            | Q(status=MailStatus.CLAIMED, next_attempt_at__lte=now, lease_until__lte=now),
            recipient=mail.recipient_id,
            urgency=Urgency.REMINDER,
            policy=mail.policy,
            resent_at__isnull=True,
        )
        if not windows.is_open(now):
            rows = rows.filter(in_quiet_periods=True)
    token = uuid4().hex
    until = now + lease()
    taken = rows.update(
        status=MailStatus.CLAIMED,
        token=token,
        lease_until=until,
        attempts=F("attempts") + 1,
        first_tried_at=Coalesce("first_tried_at", Value(now)),
        next_attempt_at=Case(
            When(attempts__gte=SUSPECT_AFTER_ATTEMPTS, then=Value(now + PUSH)), default=Value(until)
        ),
    )
    if not taken:
        return []
    if mail.urgency == Urgency.NOW:
        # What the mail says never changes while it waits, but who may get it does.
        mail.token, mail.attempts, mail.first_tried_at = token, mail.attempts + 1, mail.first_tried_at or now
        mail.recipient = User.objects.get(pk=mail.recipient_id)
        return [mail]
    # Found by the recipient's index; the token has none, because it changes with every step.
    mine = mails.filter(token=token, recipient=mail.recipient_id).select_related("recipient").defer("text")
    return sorted(mine, key=lambda row: (row.due_at, row.pk))


def take_together(found: list[OutgoingMail], now: datetime) -> list[list[OutgoingMail]]:
    """Take many fresh rows of one urgency in one transaction: a list of rows for each mail, in due order.

    As `take`, for rows that were never tried. What another worker is taking this moment is passed over: two
    workers that each wait for the other's rows would both stand still.
    """
    people = {mail.recipient_id for mail in found}
    fresh = mails.filter(
        status=MailStatus.PLANNED, attempts=0, resent_at__isnull=True, policy=WhenUnknown.ASK
    )
    if found[0].urgency == Urgency.NOW:
        rows = fresh.filter(pk__in=[mail.pk for mail in found], urgency=Urgency.NOW, next_attempt_at__lte=now)
    else:
        today = windows.end_of(windows.local_day(now))
        rows = fresh.filter(recipient__in=people, urgency=Urgency.REMINDER, next_attempt_at__lt=today)
        if not windows.is_open(now):
            rows = rows.filter(in_quiet_periods=True)
    token, until = uuid4().hex, now + lease()
    skip = connection.features.has_select_for_update_skip_locked
    with transaction.atomic():
        mine = list(
            rows.select_for_update(skip_locked=skip, of=("self",) if skip else ())
            .select_related("recipient")
            .defer("text")
            .order_by("due_at", "pk")
        )
        mails.filter(pk__in=[row.pk for row in mine]).update(
            status=MailStatus.CLAIMED,
            token=token,
            lease_until=until,
            attempts=1,
            first_tried_at=Coalesce("first_tried_at", Value(now)),
            next_attempt_at=until,
        )
    together: dict[object, list[OutgoingMail]] = {}
    for row in mine:
        row.token, row.attempts, row.first_tried_at = token, 1, row.first_tried_at or now
        row.status, row.lease_until = MailStatus.CLAIMED, until
        alone = row.urgency == Urgency.NOW
        together.setdefault(("row", row.pk) if alone else ("person", row.recipient_id), []).append(row)
    return list(together.values())


def had_todays_reminder(people: set[int], now: datetime) -> set[int]:
    """Those of the people whose reminder of the day is used up."""
    today = mails.filter(recipient__in=people, counted_on=windows.local_day(now))
    return set(today.values_list("recipient", flat=True))


def has_had_todays_reminder(mail: OutgoingMail, now: datetime) -> bool:
    """True when another reminder mail has used up the day; a reminder sent again does not stand in its own way."""
    today = mails.filter(recipient=mail.recipient_id, counted_on=windows.local_day(now))
    return today.exclude(pk__in=[mail.pk, mail.bundled_into_id or mail.pk]).exists()


def reminders_since(moment: datetime) -> int:
    """How many mails with reminders have gone since then; one with several counts once."""
    return mails.filter(counted_on__isnull=False, sent_at__gt=moment).count()


# --- Letting go before anything was sent ------------------------------------------------------
def cancel(mail: OutgoingMail, reason: str) -> int:
    return _held(mail, MailStatus.CLAIMED).update(
        status=MailStatus.CANCELLED, cancelled_reason=reason[:200], **_FREE
    )


def push_aside(mail: OutgoingMail, error: str, now: datetime) -> int:
    """The letter could not be written: try in an hour, so that the mails behind it go first."""
    if _given_up(mail, now):
        return _held(mail, MailStatus.CLAIMED).update(
            status=MailStatus.FAILED, last_error=error[:80], **_FREE
        )
    return _held(mail, MailStatus.CLAIMED).update(
        status=MailStatus.PLANNED, next_attempt_at=now + PUSH, last_error=error[:80], **_FREE
    )


def postpone(rows: list[OutgoingMail], until: datetime) -> int:
    """Nothing is wrong, it is only not the time: the attempt does not count."""
    return _all_held(rows, MailStatus.CLAIMED).update(
        status=MailStatus.PLANNED,
        next_attempt_at=until,
        attempts=F("attempts") - 1,
        first_tried_at=Case(When(attempts=1, then=Value(None)), default=F("first_tried_at")),
        **_FREE,
    )


def hold(row: OutgoingMail, held: Held) -> int:
    """The recipient wishes it later: nothing is wrong, the attempt does not count, and it is due then."""
    return _held(row, MailStatus.CLAIMED).update(
        status=MailStatus.PLANNED,
        urgency=Urgency.REMINDER,
        held=True,
        weekly_on=held.weekly_on,
        due_at=held.until,
        next_attempt_at=held.until,
        attempts=F("attempts") - 1,
        first_tried_at=Case(When(attempts=1, then=Value(None)), default=F("first_tried_at")),
        **_FREE,
    )


def give_back(rows: list[OutgoingMail], error: str, now: datetime) -> int:
    """The mail server was away: the rows keep their place, unless it has been away for 72 hours."""
    # A backend that is not SMTP connects only after the mark.
    _all_held(rows, MailStatus.TRANSMITTING).update(
        status=MailStatus.CLAIMED, counted_on=None, bundled_into=None
    )
    changed = 0
    for row in rows:
        if _given_up(row, now):
            changed += _held(row, MailStatus.CLAIMED).update(
                status=MailStatus.FAILED, last_error=error, **_FREE
            )
        else:
            changed += _held(row, MailStatus.CLAIMED).update(
                status=MailStatus.PLANNED,
                last_error=error,
                next_attempt_at=now,
                attempts=row.attempts - 1,
                **_FREE,
            )
    return changed


# --- Transmitting -----------------------------------------------------------------------------
def mark_transmitting(rows: list[OutgoingMail], *, subject: str, text: str, now: datetime) -> bool:
    """Say that the text is about to go, and commit. False when a row is no longer this worker's.

    The first row stands for the mail: it uses up the recipient's reminder of the day. The unique
    constraint refuses the second mail even when two workers got here at once.
    """
    first, others = rows[0], rows[1:]
    lead = first.bundled_into_id or first.pk
    counted_on = windows.local_day(now)
    said = {
        "status": MailStatus.TRANSMITTING,
        "lease_until": now + lease(),
        "next_attempt_at": now + lease(),
        "subject": subject[:200],
        "text": text,
    }
    if first.urgency == Urgency.NOW:
        return _held(first, MailStatus.CLAIMED).update(**said) == 1
    try:
        with transaction.atomic():
            if first.pk == lead:
                changed = _held(first, MailStatus.CLAIMED).update(**said, counted_on=counted_on)
            else:
                changed = _held(first, MailStatus.CLAIMED).update(**said)
                mails.filter(pk=lead).update(counted_on=counted_on)
            if others:
                changed += _all_held(others, MailStatus.CLAIMED).update(
                    **said, bundled_into=lead, counted_on=None
                )
            if changed != len(rows):
                raise _Lost
    except (_Lost, IntegrityError):
        return False
    return True


def mark_together(ready: list[tuple[list[OutgoingMail], str, str]], now: datetime) -> bool:
    """Say of several mails (their rows, subject and text) that they are about to go, and commit.

    All or none: False when a row is no longer this worker's or a recipient's reminder of the day is used up.
    """
    leads = [rows[0] for rows, _subject, _text in ready]
    is_reminder = leads[0].urgency == Urgency.REMINDER
    until = now + lease()
    said = {"status": MailStatus.TRANSMITTING, "lease_until": until, "next_attempt_at": until}
    try:
        with transaction.atomic():
            changed = _all_held(leads, MailStatus.CLAIMED).update(
                **said, counted_on=windows.local_day(now) if is_reminder else None
            )
            for rows, _subject, _text in ready:
                if others := rows[1:]:
                    changed += _all_held(others, MailStatus.CLAIMED).update(
                        **said, bundled_into=rows[0].pk, counted_on=None
                    )
            if changed != sum(len(rows) for rows, _subject, _text in ready):
                raise _Lost
            _keep_words([(row.pk, subject[:200], text) for rows, subject, text in ready for row in rows])
    except (_Lost, IntegrityError, OperationalError):
        return False
    return True


def _keep_words(words: list[tuple[int, str, str]]) -> None:
    """What each row says (number, subject, text), in one statement both databases know.

    Django's `bulk_update` builds a CASE of every row for every column, which cost more than the mails themselves.
    """
    table = connection.ops.quote_name(OutgoingMail._meta.db_table)
    values = ", ".join(["(%s, %s, %s)"] * len(words))
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET subject = said.column2, text = said.column3"  # noqa: S608 - no words of others in it
            f" FROM (VALUES {values}) AS said WHERE {table}.id = said.column1",
            [value for row in words for value in row],
        )


class _Lost(Exception):
    """Somebody else took one of the rows while this worker was busy."""


# --- After the answer -------------------------------------------------------------------------
def settle_sent(rows: list[OutgoingMail], now: datetime) -> int:
    """Also corrects "unknown": a worker that was frozen and woke up knows better than the clock."""
    return _persist(
        rows,
        lambda: _all_held(rows, MailStatus.TRANSMITTING, MailStatus.UNKNOWN).update(
            status=MailStatus.SENT, sent_at=now, last_error="", **_FREE
        ),
    )


def settle_unknown(rows: list[OutgoingMail], error: str, now: datetime) -> int:
    return _persist(
        rows,
        lambda: _all_held(rows, MailStatus.TRANSMITTING, MailStatus.UNKNOWN).update(
            status=MailStatus.UNKNOWN, last_error=error, next_attempt_at=now + RESEND_AFTER
        ),
    )


def settle_not_sent(rows: list[OutgoingMail], error: str, now: datetime, *, may_retry: bool) -> int:
    """Certainly not taken: later, or never. Mails put together come apart again."""

    def update() -> int:
        changed = 0
        for row in rows:
            if may_retry and not _given_up(row, now):
                state = {"status": MailStatus.PLANNED, "next_attempt_at": now + back_off(row.attempts)}
            else:
                state = {"status": MailStatus.FAILED}
            changed += _held(row, MailStatus.CLAIMED, MailStatus.TRANSMITTING, MailStatus.UNKNOWN).update(
                **state, last_error=error, counted_on=None, bundled_into=None, resent_at=None, **_FREE
            )
        return changed

    return _persist(rows, update)


def flag_abandoned(mail: OutgoingMail, now: datetime) -> int:
    """A worker died between "the text goes now" and the answer: nobody can know."""
    return mails.filter(pk=mail.pk, status=MailStatus.TRANSMITTING, lease_until__lte=now).update(
        status=MailStatus.UNKNOWN, last_error="worker gone", next_attempt_at=now + RESEND_AFTER
    )


def resend_unknown(mail: OutgoingMail, now: datetime) -> int:
    """The policy "resend": once, after an hour, under the same Message-ID."""
    return mails.filter(
        pk=mail.pk, status=MailStatus.UNKNOWN, token=mail.token, resent_at__isnull=True
    ).update(status=MailStatus.PLANNED, resent_at=now, next_attempt_at=now, **_FREE)


def refuse_too_old(mail: OutgoingMail, now: datetime) -> int:
    return (
        mails.takeable(now).filter(pk=mail.pk).update(status=MailStatus.FAILED, last_error="too old", **_FREE)
    )


# --- Parts ------------------------------------------------------------------------------------
_FREE = {"token": "", "lease_until": None}


def _held(mail: OutgoingMail, *statuses: MailStatus):
    return mails.filter(pk=mail.pk, token=mail.token, status__in=statuses)


def _all_held(rows: list[OutgoingMail], *statuses: MailStatus):
    return mails.filter(pk__in=[row.pk for row in rows], token=rows[0].token, status__in=statuses)


def _given_up(mail: OutgoingMail, now: datetime) -> bool:
    return mail.first_tried_at is not None and now - mail.first_tried_at >= GIVE_UP_AFTER


def _persist(rows: list[OutgoingMail], update: Callable[[], int]) -> int:
    """Write the answer down, through a restart of the database, until the lease is nearly over.

    The mail has left: not writing it down now makes it "unknown" and costs a person's time.
    """
    deadline = time.monotonic() + max(settings.OUTBOX_LEASE_SECONDS - 5, 1)
    pause = 0.1
    while True:
        try:
            return update()
        except (OperationalError, InterfaceError) as error:
            if connection.in_atomic_block or time.monotonic() + pause > deadline:
                raise
            logger.warning(
                "The answer of the mail server could not be stored (%s); trying again.", type(error).__name__
            )
            connection.close()
            time.sleep(pause)
            pause = min(pause * 2, 2.0)
