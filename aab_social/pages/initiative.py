"""One initiative (L6): what it is, where it stands, and what happens next."""

import datetime as dt

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from evaluation.facts import criteria
from evaluation.lessons import TELLABLE, similar_lessons
from evaluation.models import Evaluation
from evaluation.results import goals_of
from evaluation.rules import may_measure
from evaluation.survival import like
from funding.facts import budget
from initiatives import rules
from initiatives.amendments import AMENDABLE
from initiatives.checklist import assess, case_of
from initiatives.facts import partnerships
from initiatives.models import Closing, Evidence, Initiative, Status
from initiatives.views.amendments import proposal_of
from initiatives.views.case import case_to_read
from initiatives.workflow import MOVES, possible_moves

from .following import next_step_of
from .waits import waits_of


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
            "proposal": proposal_of(found),
            "waits": waits_of(found, assessment, request.user, on),
            "may_amend": mine and found.amends_id is None and found.status in AMENDABLE,
            "goals": goals_of(found, on, criteria=criteria(case)),
            "budget": budget(case),
            "decision": _last_decision(found),
            "may_edit": rules.may_edit(request.user, found),
            "may_measure": may_measure(request.user, found),
            "moves": [(name, MOVES[name]) for name in possible_moves(found)] if mine else [],
            "may_tell": mine and found.status in TELLABLE,
            **_what_others_learnt(found, mine, on),
            "partners": len(partnerships(case)),
            "closing": Closing.objects.filter(initiative=found).first()
            if found.status == Status.CLOSED
            else None,
            "counts": _counts(found, request.user, on),
            "today": on,
        },
    )


def _what_others_learnt(initiative: Initiative, mine: bool, on: dt.date) -> dict:
    """For whoever writes a new case: what was learnt from others like it, and how many of those still run."""
    if not (mine and initiative.is_editable):
        return {}
    return {"similar": similar_lessons(initiative), "survival": like(initiative, on)}


def _counts(initiative: Initiative, user, on: dt.date) -> dict:
    """How many answered evaluations there are, and files the reader may fetch, in one query."""
    answered = Evaluation.objects.filter(initiative=OuterRef("pk"), answered_at__isnull=False)
    files = Evidence.objects.visible_to(user, on).current().filter(initiative=OuterRef("pk"))
    return (
        Initiative.everything.filter(pk=initiative.pk)
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
