"""What money asks of the people responsible: lost funding, conditions, days to apply, and days of sources.

Read only."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext

from accounts.templatetags.portal import kroner
from initiatives.models import EDITABLE, Initiative, Status
from initiatives.roles import Roles
from initiatives.todo import Task

from .budget import ZERO
from .models import ApplicationDeadline, BudgetLine, Commitment, FundingLine, SourceDate
from .money import ALIVE

SOON = dt.timedelta(days=30)
SEASON = dt.timedelta(days=90)


def waiting_for(user, on: dt.date, roles: Roles | None = None) -> list[Task]:
    """Lost money, conditions and deadlines of the person's own cases; four queries however many."""
    if not (roles or Roles(user, on)).works_for_aab:
        return []
    return [
        *_lost(user, on),
        *_conditions(user, on + SOON),
        *_deadlines(user, on, on + SOON),
        *_days_of_sources(user, on),
    ]


def coming_soon(user, on: dt.date, roles: Roles | None = None) -> list[Task]:
    """Days to apply that lie further ahead than a month, within a season."""
    if not (roles or Roles(user, on)).works_for_aab:
        return []
    return _deadlines(user, on + SOON + dt.timedelta(days=1), on + SEASON)


def waiting_on_others(user, on: dt.date, roles: Roles | None = None) -> list[Task]:
    """Sources that were applied to for the person's own cases and have not answered, the longest wait first."""
    if not (roles or Roles(user, on)).works_for_aab:
        return []
    return [
        Task(
            key=f"source_answer:{line.pk}",
            title=line.initiative.name,
            why=gettext("%(source)s skal svare på ansøgningen om %(amount)s")
            % {"source": line.source, "amount": kroner(line.amount)},
            url=reverse("funding:line", args=[line.initiative_id, line.pk]),
            since=line.applied_on,
            waits_on=line.source.name,
        )
        for line in unanswered(on).filter(initiative__responsible=user)
    ]


def unanswered(on: dt.date) -> QuerySet[FundingLine]:
    """Applications that were sent by the day `on` and have no answer, of cases that are not over. One query."""
    found = FundingLine.objects.filter(
        state=FundingLine.State.APPLIED,
        answered_on__isnull=True,
        applied_on__lte=on,
        initiative__status__in=EDITABLE | ALIVE | {Status.SUBMITTED},
        initiative__amends__isnull=True,
    )
    return found.select_related("source", "initiative").order_by("applied_on", "pk")


def _lost(user, on: dt.date) -> list[Task]:
    """Running cases that lost a source and have not enough without it: amend the plan, or stop early."""

    def summed(model, **where):
        rows = model.objects.filter(initiative=OuterRef("pk"), **where).order_by()
        return Coalesce(Subquery(rows.values("initiative").annotate(kr=Sum("amount")).values("kr")), ZERO)

    gone = FundingLine.objects.filter(initiative=OuterRef("pk"), lost_on__isnull=False)
    of_gone = Commitment.objects.filter(line__initiative=OuterRef("pk"), line__lost_on__isnull=False)
    used = of_gone.order_by().values("line__initiative")
    counting = [state for state in FundingLine.State.values if state not in FundingLine.GONE]
    found = (
        Initiative.objects.filter(Exists(gone), responsible=user, status__in=ALIVE)
        .annotate(
            cost=summed(BudgetLine),
            money=summed(FundingLine, state__in=counting),
            source_name=Subquery(gone.order_by("-lost_on").values("source__name")[:1]),
            lost_on=Subquery(gone.order_by("-lost_on").values("lost_on")[:1]),
            used=Coalesce(Subquery(used.annotate(kr=Sum("spent")).values("kr")), ZERO),
        )
        .filter(cost__gt=F("money"))
    )
    return [
        Task(
            key=f"funding_lost:{case.pk}",
            title=gettext("Ret planen, eller stop: %(name)s") % {"name": case.name},
            why=_why_lost(case),
            url=reverse("initiatives:amend", args=[case.pk]),
            minutes=20,
            since=case.lost_on,
        )
        for case in found
    ]


def _why_lost(case: Initiative) -> str:
    """What the budget lacks, as its page tells it, and how much of that was used before the source left."""
    lacks = case.cost - case.money
    said = {"source": case.source_name, "amount": kroner(lacks), "used": kroner(min(case.used, lacks))}
    if case.used:
        return (
            gettext(
                "%(source)s giver ikke pengene mere. Der mangler %(amount)s i budgettet. "
                "%(used)s af dem er brugt og bliver stående. "
                "Søg om at ændre indsatsen, eller afslut den før tid."
            )
            % said
        )
    return (
        gettext(
            "%(source)s giver ikke pengene mere. Der mangler %(amount)s "
            "Søg om at ændre indsatsen, eller afslut den før tid."
        )
        % said
    )


def _conditions(user, last: dt.date) -> list[Task]:
    found = FundingLine.objects.filter(
        ~Q(condition=""),
        state=FundingLine.State.GRANTED,
        condition_met_on=None,
        condition_due_on__lte=last,
        initiative__responsible=user,
    )
    return [
        Task(
            key=f"funding_condition:{line.pk}",
            title=gettext("Opfyld betingelsen: %(name)s") % {"name": line.initiative.name},
            why=f"{line.source}: {line.condition}",
            url=reverse("funding:line", args=[line.initiative_id, line.pk]),
            minutes=10,
            due_on=line.condition_due_on,
        )
        for line in found.select_related("source", "initiative")
    ]


def _deadlines(user, first: dt.date, last: dt.date) -> list[Task]:
    """The nearest day of each source that a case of the person's means to ask and has not asked."""
    lines = FundingLine.objects.filter(
        state=FundingLine.State.IDEA,
        initiative__responsible=user,
        initiative__status__in=EDITABLE | ALIVE,
        source__deadlines__deadline_on__range=(first, last),
    )
    nearest = ApplicationDeadline.objects.filter(
        source=OuterRef("source"), deadline_on__range=(first, last)
    ).order_by("deadline_on")
    found = lines.annotate(deadline_on=Subquery(nearest.values("deadline_on")[:1])).distinct()
    return [
        Task(
            key=f"apply:{line.pk}",
            title=gettext("Søg %(source)s") % {"source": line.source},
            why=line.initiative.name,
            url=reverse("funding:line", args=[line.initiative_id, line.pk]),
            minutes=60,
            due_on=line.deadline_on,
        )
        for line in found.select_related("source", "initiative")
    ]


def _days_of_sources(user, on: dt.date) -> list[Task]:
    """Papers that a source wants within a month, and money that should have come."""
    Kind = SourceDate.Kind
    titles = {
        Kind.PAYMENT: gettext("Er pengene kommet fra %(source)s?"),
        Kind.REPORT: gettext("Send rapport til %(source)s"),
        Kind.ACCOUNTS: gettext("Send regnskab til %(source)s"),
    }
    due = Q(kind=Kind.PAYMENT, on__lte=on) | ~Q(kind=Kind.PAYMENT) & Q(on__lte=on + SOON)
    found = SourceDate.objects.waiting().filter(due, line__initiative__responsible=user)
    return [
        Task(
            key=f"source_date:{row.pk}",
            title=titles[Kind(row.kind)] % {"source": row.line.source},
            why=f"{row.line.initiative.name}: {row.note}" if row.note else row.line.initiative.name,
            url=reverse("funding:line", args=[row.line.initiative_id, row.line_id]),
            minutes=5 if row.is_payment else 60,
            due_on=row.on,
        )
        for row in found.select_related("line__source", "line__initiative")
    ]
