"""The dates of money: when a source takes applications, and when a condition is to be met."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext

from accounts.dates import CalendarDate
from accounts.models import User
from initiatives.dates import of_person

from .models import ApplicationDeadline, FundingLine


def dates_for(person: User | None, first: dt.date, last: dt.date) -> list[CalendarDate]:
    """Three queries, however many dates there are."""
    return [*_deadlines(person, first, last), *_conditions(person, first, last)]


def _deadlines(person, first, last):
    """The days to apply to sources that a case of the person's means to ask and has not asked."""
    meant = FundingLine.objects.filter(of_person(person, "initiative__"), state=FundingLine.State.IDEA)
    lines: dict[int, FundingLine] = {}
    for line in meant.select_related("initiative").order_by("pk"):
        lines.setdefault(line.source_id, line)
    found = ApplicationDeadline.objects.between(first, last).filter(source__in=lines)
    return [
        CalendarDate(
            row.deadline_on,
            gettext("Søg %(source)s") % {"source": row.source},
            f"apply-{row.pk}",
            reverse("funding:money", args=[lines[row.source_id].initiative_id]),
        )
        for row in found
    ]


def _conditions(person, first, last):
    found = FundingLine.objects.filter(
        of_person(person, "initiative__"),
        state=FundingLine.State.GRANTED,
        condition_met_on=None,
        condition_due_on__range=(first, last),
    )
    return [
        CalendarDate(
            row.condition_due_on,
            gettext("Betingelse fra %(source)s: %(name)s")
            % {"source": row.source, "name": row.initiative.name},
            f"condition-{row.pk}",
            reverse("funding:line", args=[row.initiative_id, row.pk]),
        )
        for row in found.select_related("source", "initiative")
    ]
