"""The lane of a pilot (forsøg): what it is to teach us, what would make us stop, and the day we decide."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop, override

from accounts.outbox import Due
from initiatives.history import record
from initiatives.models import Initiative, Status
from initiatives.rules import works_for_aab
from initiatives.workflow import Refused, lock_for_change

from . import figures
from .models import PilotPlan

POINT = "6.1"
LEARN, STOP = "learn", "stop"
"""The questions of point 6.1 that a pilot answers."""
SOON_DAYS = 14
STEPS = ("pilot_stop_soon", "pilot_stop_today")
LATE_DAYS = 30
ALIVE = frozenset({Status.RUNNING, Status.PAUSED})


def what_it_teaches(initiative: Initiative) -> tuple[str, str]:
    """What is to be learnt and what would make us stop, as the case says; empty where it does not. One query."""
    said = dict(
        initiative.statements.filter(requirement_key=POINT, prompt_key__in=[LEARN, STOP]).values_list(
            "prompt_key", "text"
        )
    )
    return said.get(LEARN, ""), said.get(STOP, "")


@transaction.atomic
def set_stop_date(initiative: Initiative, *, stop_on: dt.date, by) -> PilotPlan:
    """The day on which it is decided whether the pilot is scaled, adapted or stopped.

    Raises Refused when it is no pilot, has been decided, or the day lies outside the initiative's time.
    """
    _must_be_staff(by)
    initiative = lock_for_change(initiative)
    if not initiative.is_pilot:
        raise Refused(gettext("Indsatsen er ikke et forsøg."))
    if stop_on <= initiative.starts_on or (initiative.ends_on and stop_on > initiative.ends_on):
        raise Refused(gettext("Vælg en dag, mens indsatsen kører."))
    row = PilotPlan.objects.filter(initiative=initiative).first() or PilotPlan(initiative=initiative)
    if row.verdict:
        raise Refused(gettext("Forsøget er slut, så dagen kan ikke flyttes."))
    old = row.stop_on
    if old == stop_on:
        return row
    row.stop_on, row.set_by, row.set_at = stop_on, by, timezone.now()
    row.full_clean(exclude=["initiative", "set_by", "verdict_by"], validate_unique=False)
    row.save()
    with override("da"):
        record(
            initiative,
            by=by,
            kind="pilot",
            sentence=gettext_noop("Satte stopdato for forsøget: %(day)s"),
            params={"day": figures.whole_day(stop_on)},
            changes={"stop_on": ["" if old is None else f"{old:%d.%m.%Y}", f"{stop_on:%d.%m.%Y}"]},
            prepares=initiative.is_editable,
        )
    return row


@transaction.atomic
def decide_pilot(plan: PilotPlan, *, verdict: str, words: str, by) -> PilotPlan:
    """Scale it, adapt it or stop it, with the reason. Once.

    Stopping is a verdict, not the end of the case: the case is closed where every case is.
    Raises Refused without a reason, before the pilot has begun, and when somebody has decided it.
    """
    _must_be_staff(by)
    initiative = lock_for_change(plan.initiative)
    current = PilotPlan.objects.select_related("verdict_by").get(pk=plan.pk)
    if current.verdict:
        raise Refused(
            gettext("%(who)s har afgjort forsøget: %(verdict)s.")
            % {"who": current.verdict_by, "verdict": current.get_verdict_display()}
        )
    if initiative.status not in ALIVE | {Status.CLOSED}:
        raise Refused(gettext("Forsøget er ikke i gang endnu."))
    if not words.strip():
        raise Refused(gettext("Skriv hvorfor."))
    current.verdict, current.verdict_words = PilotPlan.Verdict(verdict), words.strip()
    current.verdict_by, current.verdict_at = by, timezone.now()
    current.full_clean(exclude=["initiative", "set_by", "verdict_by"], validate_unique=False)
    current.save(update_fields=["verdict", "verdict_words", "verdict_by", "verdict_at"])
    with override("da"):
        record(
            initiative,
            by=by,
            kind="pilot",
            sentence=gettext_noop("Afgjorde forsøget: %(verdict)s"),
            params={"verdict": str(current.get_verdict_display()).lower()},
            words=current.verdict_words,
        )
    return current


def _must_be_staff(by) -> None:
    if not works_for_aab(by):
        raise Refused(gettext("Kun AAB's ansatte kan afgøre et forsøg."))


# --- Reminders ------------------------------------------------------------------------------------
def step_on(plan: PilotPlan, today: dt.date) -> str | None:
    """Two weeks before the day, and on it; None otherwise and when it has been decided."""
    days = (plan.stop_on - today).days
    if plan.verdict or days > SOON_DAYS or days <= -LATE_DAYS:
        return None
    return STEPS[days <= 0]


def due(today: dt.date) -> list[Due]:
    """The stop dates that are near, each to the responsible. One query."""
    rows = PilotPlan.objects.filter(
        verdict="",
        initiative__status=Status.RUNNING,
        initiative__responsible__is_active=True,
        stop_on__lte=today + dt.timedelta(SOON_DAYS),
        stop_on__gt=today - dt.timedelta(LATE_DAYS),
    ).select_related("initiative__responsible")
    return [Due(step_on(row, today), row, (row.initiative.responsible,), row.stop_on) for row in rows]
