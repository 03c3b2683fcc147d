"""One initiative (L6): what it is, where it stands, and what happens next."""

import datetime as dt

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from evaluation.facts import criteria
from evaluation.models import Evaluation
from evaluation.results import goals_of
from evaluation.rules import may_measure
from funding.facts import budget
from initiatives import rules
from initiatives.checklist import assess, case_of
from initiatives.facts import partnerships
from initiatives.models import Evidence, Initiative
from initiatives.views.case import case_to_read
from initiatives.workflow import MOVES, possible_moves

from .following import next_step_of


@require_safe
def by_number(request, pk):
    """The short address in mails and on paper leads to the one with the name."""
    return redirect(case_to_read(request, pk), permanent=False)


@require_safe
def initiative(request, pk, slug):
    found = case_to_read(request, pk)
    if slug != found.slug:
        return redirect(found)
    on = timezone.localdate()
    mine = rules.works_for_aab(request.user)
    case = case_of(found, on=on)
    assessment = assess(found, on=on, case=case)
    return render(
        request,
        "pages/initiative.html",
        {
            "initiative": found,
            "assessment": assessment,
            "next_step": next_step_of(found, assessment, request.user, on),
            "goals": goals_of(found, on, criteria=criteria(case)),
            "budget": budget(case),
            "decision": _last_decision(found),
            "may_edit": rules.may_edit(request.user, found),
            "may_measure": may_measure(request.user, found),
            "moves": [(name, MOVES[name]) for name in possible_moves(found)] if mine else [],
            "partners": len(partnerships(case)),
            "counts": _counts(found, request.user, on),
            "today": on,
        },
    )


def _counts(initiative: Initiative, user, on: dt.date) -> dict:
    """How many answered evaluations there are, and files the reader may fetch, in one query."""
    answered = Evaluation.objects.filter(initiative=OuterRef("pk"), answered_at__isnull=False)
    files = Evidence.objects.visible_to(user, on).present().filter(initiative=OuterRef("pk"))
    return (
        Initiative.objects.filter(pk=initiative.pk)
        .values(answers=_number_of(answered), files=_number_of(files))
        .get()
    )


def _number_of(rows) -> Coalesce:
    """How many `rows` there are, as a column of another query."""
    counted = rows.order_by().values("initiative").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


def _last_decision(initiative: Initiative):
    """The latest decision about the case, with the body that took it, or None."""
    last = initiative.submissions.select_related("body", "meeting", "decision__decided_by").last()
    return getattr(last, "decision", None) if last else None
