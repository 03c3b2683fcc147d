"""The sweep: everything that is due is taken, checked once more and sent. Safe to run twice at once."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext

from accounts.cpr import holds_personal_number
from accounts.models import MailReturn, MailStatus, OutgoingMail, Urgency, When, WhenUnknown

from . import claims, mailserver, returns, topics, windows
from .kinds import mail_kind, mail_kinds
from .letter import Cancel, Letter, compose, merge, news_for, weekly
from .transport import Outcome, Post

logger = logging.getLogger(__name__)

CHOOSE_PATH = "/min-side/beskeder/"
MINUTE = timedelta(minutes=1)
BATCH = 100  # so that a code to log in with never waits behind more than this many reminders
# Marked, sent and settled together: what one worker sends in this time, and so what is in doubt when it is killed.
TOGETHER_SECONDS = 0.25
TOGETHER_MOST = 50
# A mail server that became slow meanwhile: what has not begun goes back in the queue, long before the lease is over.
TOGETHER_AT_LONGEST = 10


@dataclass
class SweepReport:
    """What one sweep did, in mails; a mail with several reminders counts once under `sent`."""

    sent: int = 0
    failed: int = 0
    retried: int = 0
    unknown: int = 0
    cancelled: int = 0
    pushed: int = 0
    postponed: int = 0
    no_server: bool = False

    @property
    def changed(self) -> int:
        return (
            self.sent
            + self.failed
            + self.retried
            + self.unknown
            + self.cancelled
            + self.pushed
            + self.postponed
        )


def sweep(*, now: datetime | None = None, seconds: float = 45) -> SweepReport:
    """Send everything that is due, until nothing is or `seconds` have gone.

    Must not be called inside a transaction: each mark must be on the disk before the mail server is
    spoken to. `now` fixes the clock (for tests and simulations); otherwise it is read at every step.
    """
    clock: Callable[[], datetime] = (lambda: now) if now else timezone.now
    stop_at = time.monotonic() + seconds
    report = SweepReport()
    with Post() as post:
        run = _Run(post, clock, report)
        while time.monotonic() < stop_at:
            before = report.changed
            for goes_together, mails in groupby(_due(clock()), key=_goes_together):
                run.look_at_all(list(mails), bool(goes_together), stop_at)
                if report.no_server or time.monotonic() >= stop_at:
                    break
            if report.no_server or report.changed == before:
                break
    return report


def _due(now: datetime) -> list[OutgoingMail]:
    """The next rows to look at, what cannot wait first ("now" sorts before "reminder"), then in due order."""
    rows = OutgoingMail.objects.awaiting_a_sweep(now)
    waits = Q(urgency=Urgency.REMINDER, status__in=[MailStatus.PLANNED, MailStatus.CLAIMED])
    if not windows.is_open(now, quiet_too=True):
        rows = rows.exclude(waits)
    elif not windows.is_open(now):
        rows = rows.exclude(waits, in_quiet_periods=False)
    return list(rows.defer("text").order_by("urgency", "due_at", "pk")[:BATCH])


def _goes_together(mail: OutgoingMail) -> str:
    """The urgency of a row that may share its marks with others; "" for one that has them alone.

    Alone goes what has been tried before, so that a row that ends its worker drags no others along, and what is
    sent again when nobody knows: there, each mail in doubt may become two.
    """
    fresh = mail.status == MailStatus.PLANNED and mail.attempts == 0 and mail.resent_at is None
    return mail.urgency if fresh and mail.policy == WhenUnknown.ASK else ""


@dataclass(frozen=True)
class _Ready:
    """A mail as it goes out, and the rows it answers for."""

    rows: list[OutgoingMail]
    message: EmailMessage
    subject: str
    text: str


class _Run:
    """One sweep's way through the rows."""

    def __init__(self, post: Post, clock: Callable[[], datetime], report: SweepReport):
        self.post, self.clock, self.report = post, clock, report
        self.server: mailserver.Door | None = None
        self.reminders_left: int | None = None
        self.counted_at: datetime | None = None
        self.together = 1  # how many mails the server takes in TOGETHER_SECONDS, learnt on the way

    def look_at_all(self, mails: list[OutgoingMail], goes_together: bool, stop_at: float) -> None:
        """Look at rows that stand next to each other in the queue, those that can in one go."""
        while mails and not self.report.no_server and time.monotonic() < stop_at:
            now = self.clock()
            if not goes_together or self.together == 1 or claims.is_too_old(mails[0], now):
                began = time.monotonic()
                sent = self.report.sent
                self.look_at(mails.pop(0))
                if goes_together and self.report.sent > sent:
                    self._learn(1, time.monotonic() - began)
                continue
            group = [mail for mail in mails[: self.together] if not claims.is_too_old(mail, now)]
            mails = [mail for mail in mails if mail not in group]
            if group[0].urgency == Urgency.REMINDER:
                if not self._may_remind(now):
                    return
                group = self._within_the_limit(group)
            if not self._may_knock(now):
                self.report.no_server = True
            else:
                self._deliver_together(claims.take_together(group, now))

    def _within_the_limit(self, group: list[OutgoingMail]) -> list[OutgoingMail]:
        """As many people's reminders as may still go this minute; the others are looked at by the next round."""
        people = list(dict.fromkeys(mail.recipient_id for mail in group))[: self.reminders_left]
        return [mail for mail in group if mail.recipient_id in people]

    def _learn(self, count: int, seconds: float) -> None:
        """How many to mark at once next time: never more than twice as many as just went well."""
        fit = int(count * TOGETHER_SECONDS / max(seconds, 0.0001))
        self.together = max(1, min(fit, 2 * self.together, TOGETHER_MOST))

    def look_at(self, mail: OutgoingMail) -> None:
        """Do what the row's state asks for. One row's fault is never another row's."""
        now = self.clock()
        if mail.status == MailStatus.TRANSMITTING:
            self.report.unknown += claims.flag_abandoned(mail, now)
        elif mail.status == MailStatus.UNKNOWN:
            self.report.retried += claims.resend_unknown(mail, now)
        elif claims.is_too_old(mail, now):
            self.report.failed += claims.refuse_too_old(mail, now)
        elif mail.urgency == Urgency.REMINDER and not self._may_remind(now):
            return
        elif not self._may_knock(now):
            self.report.no_server = True
        elif rows := claims.take(mail, now):
            self._deliver(rows)

    def _may_remind(self, now: datetime) -> bool:
        """No more than AAB_REMINDER_MAILS_PER_MINUTE: after a stop the rest goes in the minutes that follow."""
        limit = settings.AAB_REMINDER_MAILS_PER_MINUTE
        if not limit:
            return True
        if self.reminders_left is None or now - self.counted_at >= MINUTE:
            self.counted_at, self.reminders_left = now, limit - claims.reminders_since(now - MINUTE)
        return self.reminders_left > 0

    def _may_knock(self, now: datetime) -> bool:
        if self.server is None:
            self.server = mailserver.door()
        return self.server.may_knock(now)

    def _deliver(self, rows: list[OutgoingMail]) -> None:
        """One mail, with marks of its own."""
        now = self.clock()
        had_today = rows[0].urgency == Urgency.REMINDER and claims.has_had_todays_reminder(rows[0], now)
        choices = topics.choices_of(rows[0].recipient) if any(map(_topic_of, rows)) else {}
        if ready := self._make_ready(rows, choices, had_today):
            rows = ready.rows
            result = self.post.send(
                ready.message,
                before_data=lambda: claims.mark_transmitting(
                    rows, subject=ready.subject, text=ready.text, now=self.clock()
                ),
            )
            self._settle(rows, result)

    def _deliver_together(self, mails: list[list[OutgoingMail]]) -> None:
        """Several mails: written, marked in one transaction, sent one by one, settled in one statement.

        Nothing leaves before its mark is on the disk, exactly as with one mail alone. A worker that is killed
        meanwhile leaves all of them "transmitting", and so unknown: none is sent twice by itself.
        """
        rows = [row for mail in mails for row in mail]
        people = {row.recipient_id for row in rows}
        choices = topics.choices_of_all(people) if any(map(_topic_of, rows)) else {}
        is_reminder = bool(rows) and rows[0].urgency == Urgency.REMINDER
        had_today = claims.had_todays_reminder(people, self.clock()) if is_reminder else set()
        ready = [
            found
            for mail in mails
            if (person := mail[0].recipient_id)
            and (found := self._make_ready(mail, choices.get(person, {}), person in had_today))
        ]
        if not ready:
            return
        if result := self.post.connect():
            for mail in ready:
                claims.give_back(mail.rows, result.error, self.clock())
            self.server.refused(self.clock())
            self.report.no_server = True
            return
        marked_at = time.monotonic()
        if not claims.mark_together([(mail.rows, mail.subject, mail.text) for mail in ready], self.clock()):
            # One of them is somebody else's by now, or its recipient's day is used up: each by itself finds out.
            for mail in ready:
                claims.postpone(mail.rows, self.clock())
            self.together = 1
            return
        taken: list[OutgoingMail] = []
        waiting = list(ready)
        try:
            while waiting and time.monotonic() - marked_at < TOGETHER_AT_LONGEST:
                mail = waiting[0]
                result = self.post.send(mail.message, before_data=lambda: True, marked_at=marked_at)
                waiting.pop(0)
                if result.outcome is Outcome.SENT:
                    taken.extend(mail.rows)
                    self._count(mail.rows)
                    continue
                self._settle(mail.rows, result)
                if result.outcome is Outcome.NO_SERVER:
                    break
        finally:
            if taken:
                claims.settle_sent(taken, self.clock())
            for mail in waiting:
                claims.give_back(mail.rows, "not begun", self.clock())
        if taken:
            self.server.answered(self.clock())
        self.report.postponed += len(waiting)
        self._learn(len(ready) - len(waiting), time.monotonic() - marked_at)

    def _count(self, rows: list[OutgoingMail]) -> None:
        self.report.sent += 1
        if rows[0].urgency == Urgency.REMINDER and self.reminders_left is not None:
            self.reminders_left -= 1

    def _make_ready(
        self, rows: list[OutgoingMail], choices: dict[str, When], had_today: bool
    ) -> _Ready | None:
        """The mail, written now; None when all its rows are settled or put off without one."""
        now = self.clock()
        rows = self._wanted_now(rows, choices)
        if not rows:
            return None
        if had_today:
            self._tomorrow(rows, now)
            return None
        recipient = rows[0].recipient
        with translation.override(recipient.language):
            written = [(row, letter) for row in rows if (letter := self._write(row)) is not None]
            if not written:
                return None
            rows = [row for row, _letter in written]
            letters = [letter for _row, letter in written]
            try:
                letter = self._one_letter(rows, letters, windows.local_day(now))
                lead = rows[0].bundled_into or rows[0]
                message = compose(letter, rows[0], message_id=lead.message_id)
            except Exception as error:
                self._push_all(rows, error)
                return None
        if holds_personal_number(" ".join(letter.words())):
            # Mails are not secret enough for a CPR number, wherever in the portal somebody managed to write it.
            self.report.failed += claims.settle_not_sent(rows, "personal number", now, may_retry=False)
            return None
        keep = all(mail_kind(row.kind).keep_text for row in rows)
        return _Ready(rows, message, message.subject if keep else "", message.body if keep else "")

    def _wanted_now(self, rows: list[OutgoingMail], choices: dict[str, When]) -> list[OutgoingMail]:
        """Those that may go now; the others are refused, or wait for a Monday or the end of a holiday."""
        if not any(_topic_of(row) for row in rows):
            return rows
        now = self.clock()
        today = windows.local_day(now)
        wanted = []
        for row in rows:
            kind, topic = mail_kinds().get(row.kind), _topic_of(row)
            when = topics.chosen(topic, choices)
            if row.resent_at:
                held = None  # it may have arrived once already, and what went together stays together
            elif when == When.NO:
                with translation.override("da"):
                    self.report.cancelled += claims.cancel(
                        row, gettext("Modtageren har valgt den slags mails fra.")
                    )
                continue
            else:
                deadline = kind.deadline(row) if topic and kind.deadline and when == When.MONDAY else None
                held = topics.held_until(row, topic, when, deadline, today)
            if held and held.until > now:
                self.report.postponed += claims.hold(row, held)
            else:
                row.weekly_on = held.weekly_on if held else row.weekly_on
                wanted.append(row)
        return wanted

    def _tomorrow(self, rows: list[OutgoingMail], now: datetime) -> None:
        """Each to the next day on which it may go: in July that is not the same for all."""
        for row in rows:
            day = windows.next_day(now, quiet_too=row.in_quiet_periods)
            self.report.postponed += claims.postpone([row], day)

    @staticmethod
    def _one_letter(rows: list[OutgoingMail], letters: list[Letter], today: date) -> Letter:
        """One letter for all rows; on a Monday it is the mail of the week (M10)."""
        if any(row.weekly_on for row in rows):
            return weekly(letters, news=news_for(rows[0].recipient, today))
        letter = letters[0] if len(letters) == 1 else merge(letters)
        return replace(letter, choose_path=CHOOSE_PATH) if any(map(_topic_of, rows)) else letter

    def _write(self, mail: OutgoingMail) -> Letter | None:
        """The letter, written now; None when the mail is settled without one."""
        try:
            if not mail.recipient.is_active:
                letter: Letter | Cancel = Cancel(gettext("Modtageren kan ikke længere logge ind."))
            elif mail.recipient.mail_comes_back and mail.urgency == Urgency.REMINDER:
                letter = Cancel(gettext("Mails til adressen kommer retur."))
            else:
                letter = mail_kind(mail.kind).prepare(mail)
            if isinstance(letter, Letter):
                return letter
            with translation.override("da"):
                reason = str(letter.reason)
        except Exception as error:
            self._push_all([mail], error)
            return None
        self.report.cancelled += claims.cancel(mail, reason or "-")
        return None

    def _push_all(self, rows: list[OutgoingMail], error: Exception) -> None:
        for row in rows:
            logger.error("The mail %s (%s) could not be written.", row.pk, row.kind, exc_info=error)
            self.report.pushed += claims.push_aside(row, f"prepare {type(error).__name__}", self.clock())

    def _settle(self, rows: list[OutgoingMail], result) -> None:
        now, report = self.clock(), self.report
        if result.outcome is Outcome.NO_SERVER:
            claims.give_back(rows, result.error, now)
            self.server.refused(now)
            report.no_server = True
            return
        if result.outcome is Outcome.LET_GO:
            # Either somebody else has the rows, or another mail has used up the recipient's day.
            if rows[0].urgency == Urgency.REMINDER and claims.has_had_todays_reminder(rows[0], now):
                self._tomorrow(rows, now)
            return
        self.server.answered(now)
        if rows[0].urgency == Urgency.REMINDER and self.reminders_left is not None:
            self.reminders_left -= 1
        if result.outcome is Outcome.SENT:
            report.sent += bool(claims.settle_sent(rows, now))
        elif result.outcome is Outcome.UNKNOWN:
            report.unknown += claims.settle_unknown(rows, result.error, now)
        elif result.outcome is Outcome.RETRY:
            report.retried += claims.settle_not_sent(rows, result.error, now, may_retry=True)
        else:
            report.failed += claims.settle_not_sent(rows, result.error, now, may_retry=False)
            if result.error.startswith("rcpt 5") and returns.is_about_the_address(result.error):
                returns.came_back(
                    rows[0],
                    address=rows[0].recipient.email,
                    code=result.error.removeprefix("rcpt "),
                    heard=MailReturn.Heard.SERVER,
                )


def _topic_of(row: OutgoingMail) -> topics.Topic | None:
    """What the recipient can choose about; None for a kind that was taken out, which is an error on its row."""
    kind = mail_kinds().get(row.kind)
    return kind.topic if kind else None
