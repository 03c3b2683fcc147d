"""The checklist (K2): what is missing, why, and who can mend it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from initiatives import rules
from initiatives.checklist import assess, case_of
from initiatives.checklist_rows import Checklist, rows_as_decided, rows_now, with_files
from initiatives.models import Decision, Initiative, Status, Submission
from initiatives.policy_differences import newer_version_for
from initiatives.proving import Case
from initiatives.route import deciding_body, next_meeting
from initiatives.tracks import goes_the_short_way, is_small
from initiatives.workflow import MOVES, possible_moves

from .amendments import proposal_of
from .case import case_to_read

STEPS = (Status.DRAFT, Status.SUBMITTED, Status.APPROVED, Status.RUNNING, Status.CLOSED)
_STANDS_AT = {Status.RETURNED: Status.DRAFT, Status.PAUSED: Status.RUNNING}


@require_safe
def checklist(request: HttpRequest, pk: int) -> HttpResponse:
    """All points of a case for staff to work on, and for boards and deciders to read."""
    initiative = case_to_read(request, pk)
    today = timezone.localdate()
    shown = rows_as_decided(initiative)
    case = None
    if shown is None:
        case = case_of(initiative, on=today)
        shown = rows_now(
            assess(initiative, case=case), reader_id=request.user.pk, tell_faults=request.user.is_staff
        )
    files = initiative.evidence.visible_to(request.user, today).current().prefetch_related("points")
    shown = with_files(shown, files)
    context = {
        "initiative": initiative,
        "checklist": shown,
        "only_missing": request.GET.get("vis") == "mangler" and bool(shown.blocking),
        "may_edit": rules.may_edit(request.user, initiative),
        "proposal": proposal_of(initiative),
    }
    context["groups"] = shown.groups(only_missing=context["only_missing"])
    if request.htmx:
        return _what_changed(request, shown, context)
    if initiative.status in (Status.SUBMITTED, Status.RETURNED, Status.WITHDRAWN):
        context["submission"] = _last_submission(initiative)
    if initiative.status == Status.RETURNED:
        context["returned"] = returned = _last_return(initiative)
        ticked = returned.points if returned else []
        context["returned_rows"] = [row for row in context["checklist"].rows if row.key in ticked]
    if initiative.is_editable and case is not None and case.version is not None:
        context |= _when(case, today)
        if context["may_edit"]:
            context |= {"is_small": is_small(case), "short_way": goes_the_short_way(case)}
    if rules.works_for_aab(request.user):
        context["newer_policy"] = newer_version_for(initiative)
        context["moves"] = [(name, MOVES[name].label) for name in possible_moves(initiative)]
    context["steps"] = _steps(initiative)
    return render(request, "initiatives/checklist.html", context)


def _what_changed(request: HttpRequest, shown: Checklist, context: dict) -> HttpResponse:
    """The list again, with a sentence about what changed while the page was out of sight."""
    if request.GET.get("digest") == shown.digest:
        return HttpResponse(status=204)
    context["news"] = shown.news_since(request.GET.get("state", "")[:2000])
    return render(request, "initiatives/_checklist_list.html", context)


def _last_submission(initiative: Initiative) -> Submission | None:
    return initiative.submissions.select_related("body", "meeting", "submitted_by").last()


def _last_return(initiative: Initiative) -> Decision | None:
    decisions = Decision.objects.filter(submission__initiative=initiative)
    return decisions.select_related("submission__body", "decided_by").first()


def _when(case: Case, today) -> dict:
    """Which body decides the case as it stands, and when it meets next."""
    body = deciding_body(case)
    return {"body": body, "meeting": next_meeting(body, today) if body else None}


def _steps(initiative: Initiative) -> list[tuple[str, bool, bool]]:
    """Where in its life the case is: (step, passed, here). Ends outside the road show no road."""
    at = _STANDS_AT.get(Status(initiative.status), Status(initiative.status))
    if at not in STEPS:
        return []
    here = STEPS.index(at)
    return [(step.label, index < here, index == here) for index, step in enumerate(STEPS)]
