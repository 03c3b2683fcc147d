"""The dates of money: when a source takes applications and answers, pays, and wants to hear how it went."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext

from accounts.dates import CalendarDate
from accounts.models import User
from initiatives.dates import of_person

from .models import ApplicationDeadline, FundingLine, SourceDate


def dates_for(person: User | None, first: dt.date, last: dt.date) -> list[CalendarDate]:
    """Five queries, however many dates there are."""
    return [
        *_deadlines(person, first, last),
        *_answers(person, first, last),
        *_conditions(person, first, last),
        *_days_of_sources(person, first, last),
    ]


def _deadlines(person, first, last):
    """The days to apply to sources that a case of the person's means to ask and has not asked."""
    lines = _first_line_by_source(person, FundingLine.State.IDEA)
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


def _answers(person, first, last):
    """The days on which sources that were asked have said they will answer."""
    lines = _first_line_by_source(person, FundingLine.State.APPLIED)
    found = ApplicationDeadline.objects.filter(source__in=lines, answer_on__range=(first, last))
    return [
        CalendarDate(
            row.answer_on,
            gettext("Svar ventes fra %(source)s") % {"source": row.source},
            f"answer-{row.pk}",
            reverse("funding:money", args=[lines[row.source_id].initiative_id]),
        )
        for row in found.select_related("source")
    ]


def _first_line_by_source(person, state: str) -> dict[int, FundingLine]:
    found = FundingLine.objects.filter(
        of_person(person, "initiative__"), state=state, initiative__amendment=None
    )
    lines: dict[int, FundingLine] = {}
    for line in found.select_related("initiative").order_by("pk"):
        lines.setdefault(line.source_id, line)
    return lines


def _conditions(person, first, last):
    found = FundingLine.objects.filter(
        of_person(person, "initiative__"),
        state=FundingLine.State.GRANTED,
        initiative__amendment=None,
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


def _days_of_sources(person, first, last):
    """Payments that are expected, and reports and accounts that sources want."""
    Kind = SourceDate.Kind
    titles = {
        Kind.PAYMENT: gettext("Udbetaling fra %(source)s: %(name)s"),
        Kind.REPORT: gettext("Send rapport til %(source)s: %(name)s"),
        Kind.ACCOUNTS: gettext("Send regnskab til %(source)s: %(name)s"),
    }
    found = SourceDate.objects.waiting().between(first, last).filter(of_person(person, "line__initiative__"))
    return [
        CalendarDate(
            row.on,
            titles[Kind(row.kind)] % {"source": row.line.source, "name": row.line.initiative.name},
            f"source-{row.pk}",
            reverse("funding:line", args=[row.line.initiative_id, row.line_id]),
        )
        for row in found.select_related("line__source", "line__initiative")
    ]
