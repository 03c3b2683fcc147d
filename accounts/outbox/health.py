"""Whether the schedule runs and the mails go: what must not stop in silence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from accounts.models import Heartbeat, MailStatus, OutgoingMail, Urgency

from . import windows

SCHEDULE = "schedule"
LATE_AFTER = timedelta(minutes=15)
OVERDUE_AFTER = timedelta(minutes=30)
PLAN = "plan "  # what the signs of life of the reminders begin with
PLAN_LATE_AFTER = timedelta(hours=3)  # planned every hour


@dataclass(frozen=True)
class Health:
    """What an administrator must know. `last_beat_at` is None when the schedule has never run."""

    last_beat_at: datetime | None
    schedule_is_late: bool
    oldest_due_at: datetime | None
    mails_are_overdue: bool
    unknown: int
    failed: int
    not_planned_since: datetime | None = None
    """Since when some app could not say whom to remind; None when all is well."""

    @property
    def is_late(self) -> bool:
        return self.schedule_is_late or self.mails_are_overdue or self.not_planned_since is not None


def beat(name: str = SCHEDULE) -> None:
    """A sign of life. Only the schedule gives it: a worker woken by a visitor proves nothing about the schedule."""
    now = timezone.now()
    if not Heartbeat.objects.filter(name=name).update(beat_at=now):
        Heartbeat.objects.update_or_create(name=name, defaults={"beat_at": now})


def expect(name: str) -> None:
    """From now on the sign of life is missed when it stays away, also when it was never given."""
    Heartbeat.objects.get_or_create(name=name, defaults={"beat_at": timezone.now()})


def schedule_is_late(now: datetime | None = None) -> bool:
    """True when the schedule has given no sign of life for 15 minutes, or never has."""
    now = now or timezone.now()
    return not Heartbeat.objects.filter(name=SCHEDULE, beat_at__gt=now - LATE_AFTER).exists()


def health(now: datetime | None = None) -> Health:
    """The state of the outbox, in three queries; for administrators' pages and checks from outside.

    A reminder that waits for the window to open is not overdue, nor is one that waits after a refusal.
    """
    now = now or timezone.now()
    signs = Heartbeat.objects.filter(Q(name=SCHEDULE) | Q(name__startswith=PLAN))
    signs = dict(signs.values_list("name", "beat_at"))
    beat_at = signs.pop(SCHEDULE, None)
    planned_at = min(signs.values(), default=now)
    due = OutgoingMail.objects.awaiting_a_sweep(now)
    if not (windows.is_open(now) and windows.is_open(now - OVERDUE_AFTER)):
        due = due.exclude(urgency=Urgency.REMINDER)
    oldest = due.order_by("next_attempt_at").values_list("next_attempt_at", flat=True).first()
    stuck = OutgoingMail.objects.awaiting_a_person().aggregate(
        unknown=Count("pk", filter=Q(status=MailStatus.UNKNOWN)),
        failed=Count("pk", filter=Q(status=MailStatus.FAILED)),
    )
    return Health(
        last_beat_at=beat_at,
        schedule_is_late=beat_at is None or beat_at <= now - LATE_AFTER,
        oldest_due_at=oldest,
        mails_are_overdue=oldest is not None and oldest <= now - OVERDUE_AFTER,
        not_planned_since=planned_at if planned_at <= now - PLAN_LATE_AFTER else None,
        **stuck,
    )
