"""The plan for an initiative to run by itself, and looking at it 12, 6 and 3 months before the end."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop, override

from accounts.outbox import Due
from initiatives.history import changed_fields, record
from initiatives.models import Initiative, Status
from initiatives.rules import works_for_aab
from initiatives.workflow import Refused, lock_for_change

from . import figures
from .models import Continuation
from .schedule import add_months

MONTHS_BEFORE = (12, 6, 3)
OPEN_DAYS = 30
"""A look that nobody took within a month waits for the next one."""
KIND = "continuation_look"
CLOSED_FOR_PLANS = frozenset({Status.SUBMITTED, Status.DECLINED, Status.WITHDRAWN})


@dataclass(frozen=True)
class Bearing:
    """Who carries the initiative on, what it costs a year in kroner, and where that comes from."""

    bearer: str
    who: str = ""
    yearly_cost: Decimal = Decimal(0)
    money_from: str = ""

    def as_texts(self) -> dict[str, str]:
        with override("da"):
            return {
                "bearer": str(Continuation.Bearer(self.bearer).label) if self.bearer else "",
                "who": self.who,
                "yearly_cost": figures.number(self.yearly_cost) if self.bearer else "",
                "money_from": self.money_from,
            }


@transaction.atomic
def plan_continuation(initiative: Initiative, *, bearing: Bearing, by) -> Continuation:
    """Write or change the plan; writing the same again says that it still holds.

    Raises Refused while the case is being decided or after a no, ValidationError when it says nobody.
    """
    if not works_for_aab(by):
        raise Refused(gettext("Kun AAB's ansatte kan skrive planen."))
    initiative = lock_for_change(initiative)
    if initiative.status in CLOSED_FOR_PLANS:
        raise Refused(
            gettext("Planen kan ikke ændres, mens indsatsen er til godkendelse eller efter et nej.")
        )
    row = Continuation.objects.filter(initiative=initiative).first() or Continuation(initiative=initiative)
    before = (
        Bearing(row.bearer, row.who, row.yearly_cost or Decimal(0), row.money_from) if row.pk else Bearing("")
    )
    row.bearer, row.who = bearing.bearer, bearing.who.strip()
    row.yearly_cost, row.money_from = bearing.yearly_cost, bearing.money_from.strip()
    row.written_by, row.written_at, row.looked_at_on = by, timezone.now(), timezone.localdate()
    row.full_clean(exclude=["initiative", "written_by"], validate_unique=False)
    row.save()
    changes = changed_fields(before.as_texts(), bearing.as_texts())
    record(
        initiative,
        by=by,
        kind="continuation",
        sentence=gettext_noop("Skrev, hvem der tager over bagefter")
        if changes
        else gettext_noop("Så efter, hvem der tager over bagefter. Planen passer"),
        changes=changes,
        prepares=initiative.is_editable,
    )
    return row


def look_due(initiative: Initiative, looked_at_on: dt.date | None, today: dt.date) -> int | None:
    """How many months before the end the look is that is due now; None when none is, or it was taken.

    Pure. An initiative that is shorter than that has no such look.
    """
    if initiative.ends_on is None or initiative.status != Status.RUNNING:
        return None
    for months in MONTHS_BEFORE:
        day = add_months(initiative.ends_on, -months)
        if day < initiative.starts_on or not day <= today < day + dt.timedelta(OPEN_DAYS):
            continue
        return months if looked_at_on is None or looked_at_on < day else None
    return None


def looked_at(initiative: Initiative) -> dt.date | None:
    plan = getattr(initiative, "continuation", None)
    return plan.looked_at_on if plan else None


def due(today: dt.date) -> list[Due]:
    """The looks that are due, each to the responsible. One query."""
    rows = Initiative.objects.filter(
        status=Status.RUNNING,
        ends_on__gt=today,
        ends_on__lte=add_months(today, max(MONTHS_BEFORE)),
        responsible__is_active=True,
    ).select_related("responsible", "continuation")
    found = [(row, look_due(row, looked_at(row), today)) for row in rows]
    return [Due(KIND, row, (row.responsible,), occurrence_of(row, months)) for row, months in found if months]


def occurrence_of(initiative: Initiative, months: int) -> str:
    """A moved end is a reason to look again."""
    return f"{initiative.ends_on.isoformat()}:{months}"
