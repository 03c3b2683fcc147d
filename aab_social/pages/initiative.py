"""One initiative (L6): what it is, where it stands, and what happens next."""

from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from evaluation.results import goals_of
from evaluation.rules import may_measure
from funding.budget import budget_of
from initiatives import rules
from initiatives.checklist import assess
from initiatives.models import Initiative
from initiatives.views.case import case_to_read
from initiatives.workflow import MOVES, possible_moves

from .following import next_step_of


@require_safe
def by_number(request, pk):
    """The short address in mails and on paper leads to the one with the name."""
    return redirect(case_to_read(request, pk), permanent=False)


@require_safe
def initiative(request, pk, slug):
    case = case_to_read(request, pk)
    if slug != case.slug:
        return redirect(case)
    on = timezone.localdate()
    mine = rules.works_for_aab(request.user)
    assessment = assess(case, on=on)
    decision = _last_decision(case)
    return render(
        request,
        "pages/initiative.html",
        {
            "initiative": case,
            "assessment": assessment,
            "next_step": next_step_of(case, assessment, request.user, on),
            "goals": goals_of(case),
            "budget": budget_of(case),
            "decision": decision,
            "may_edit": rules.may_edit(request.user, case),
            "may_manage": mine,
            "may_measure": may_measure(request.user, case),
            "moves": [(name, MOVES[name]) for name in possible_moves(case)] if mine else [],
            "counts": {
                "partners": case.partnerships.count(),
                "evaluations": case.evaluations.filter(answered_at__isnull=False).count(),
                "files": case.evidence.present().count(),
            },
            "today": on,
        },
    )


def _last_decision(case: Initiative):
    """The latest decision about the case, with the body that took it, or None."""
    last = case.submissions.select_related("body", "meeting", "decision__decided_by").last()
    return getattr(last, "decision", None) if last else None
