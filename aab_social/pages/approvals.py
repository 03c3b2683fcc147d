"""To be decided (G1): every case that waits for the reader's bodies, by meeting; and what a case shows to them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, Q, Subquery
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from evaluation.lessons import similar_lessons
from evaluation.results import goals_of
from evaluation.survival import like
from funding.facts import budget
from funding.frames import purses_for
from funding.limits import lacking_accounts
from initiatives import rules
from initiatives.bodies import Member, free_members, member_of
from initiatives.checklist import assess, case_of
from initiatives.deciding import next_body, own_departments_in, people_to_tell, why_out
from initiatives.models import Decision, HistoryEntry, Meeting, PartInRound, Status, Submission
from initiatives.parts import barred_from
from initiatives.views.amendments import proposal_of


def submissions_of(request, bodies: list[int]):
    """The cases laid before one of `bodies`, where the person acts today; staff may read them all."""
    found = Submission.objects.select_related(
        "body",
        "meeting__body",
        "initiative__responsible",
        "initiative__policy_version",
        "initiative__changed_by",
        "submitted_by",
    )
    if rules.works_for_aab(request.user):
        return found
    return found.filter(body__in=bodies)


def rows_of(found, bodies: list[int]) -> list[Submission]:
    """The rows of a queue: with what AAB is asked for, and the reason where a case was withdrawn."""
    withdrawn = HistoryEntry.objects.filter(initiative=OuterRef("initiative"), kind="withdraw")
    rows = list(
        found.filter(decision__isnull=True)
        .prefetch_related("initiative__departments__organisation", "initiative__funding_lines__source")
        .annotate(
            explanations=Count("initiative__explanations", distinct=True),
            withdrawn_because=Subquery(withdrawn.order_by("-at").values("words")[:1]),
        )
        .order_by("meeting__held_on", "body__name", "submitted_at")
    )
    for submission in rows:
        submission.aab_amount = sum(
            (
                line.amount
                for line in submission.initiative.funding_lines.all()
                if line.source.is_aab and line.counts
            ),
            Decimal(0),
        )
        submission.is_mine = submission.body_id in bodies
        submission.is_struck = submission.initiative.status == Status.WITHDRAWN
    return rows


@require_safe
def approvals(request):
    """Every case that waits for a decision of the reader's bodies, by meeting, and the withdrawn struck out."""
    mine = rules.deciding_bodies(request.user)
    if not (mine or rules.works_for_aab(request.user)):
        raise PermissionDenied(gettext("Siden er for dem, der godkender indsatser."))
    today = timezone.localdate()
    struck = Q(initiative__status=Status.WITHDRAWN, meeting__held_on__gte=today)
    rows = rows_of(
        submissions_of(request, mine).filter(Q(initiative__status=Status.SUBMITTED) | struck), mine
    )
    waiting = [row for row in rows if not row.is_struck]
    empty = next_empty_meeting(mine, {row.meeting_id for row in rows}, today)
    context = {
        "waiting": waiting,
        "groups": _by_meeting(rows),
        "today": today,
        "empty": empty,
    }
    return render(request, "pages/approvals.html", context)


def _by_meeting(rows: list[Submission]) -> list[dict]:
    """The rows of each meeting, those without one last, with the sum that is asked of AAB."""
    groups: dict[Meeting | None, list[Submission]] = {}
    for row in rows:
        groups.setdefault(row.meeting, []).append(row)
    ordered = sorted(groups.items(), key=lambda g: (g[0] is None, g[0].held_on if g[0] else dt.date.max))
    return [
        {
            "meeting": meeting,
            "rows": found,
            "total": sum((row.aab_amount for row in found if not row.is_struck), Decimal(0)),
        }
        for meeting, found in ordered
    ]


def next_empty_meeting(bodies: list[int], used: set, today: dt.date) -> Meeting | None:
    """The reader's next meeting, when no case is on it."""
    coming = Meeting.objects.filter(body__in=bodies, held_on__gte=today).select_related("body")
    first = coming.order_by("held_on").first()
    return first if first and first.pk not in used else None


def case_context(request, submission: Submission) -> dict:
    """What everybody who decides reads about a case, and what the reader may do."""
    initiative = submission.initiative
    case = case_of(initiative)
    assessment = assess(initiative, case=case)
    money = budget(case)
    own = [d for d in initiative.departments.select_related("organisation") if d.organisation.is_own]
    answers = {d.department_id: d for d in initiative.resident_decisions.current()}
    earlier = Decision.objects.filter(submission__initiative=initiative).exclude(submission=submission)
    today = timezone.localdate()
    barred = barred_from(initiative, submission.round)
    may_decide = rules.may_decide(request.user, submission)
    parts = list(submission.parts.select_related("person").order_by("person__name"))
    return {
        "was_there": [p.person for p in parts if p.part in PartInRound.DECIDING],
        "was_out": [p.person for p in parts if p.part == PartInRound.Part.OUT],
        "withdrawn": initiative.history.filter(kind="withdraw").select_related("by").first()
        if initiative.status == Status.WITHDRAWN
        else None,
        "submission": submission,
        "proposal": proposal_of(initiative),
        "initiative": initiative,
        "assessment": assessment,
        "budget": money,
        "aab_amount": money.whole(money.from_aab),
        "purses": purses_for(initiative, money, today),
        "lacking_accounts": lacking_accounts(money),
        "departments": [(department, answers.get(department.pk)) for department in own],
        "said_yes": sum(1 for d in own if d.pk in answers and answers[d.pk].says_yes),
        "goals": goals_of(initiative),
        "similar": similar_lessons(initiative),
        "survival": like(initiative, timezone.localdate()),
        "files": [
            (file, file.is_expired(today))
            for file in initiative.evidence.current().select_related("uploaded_by").prefetch_related("points")
        ],
        "earlier": earlier.select_related("decided_by", "on_behalf_of", "submission__body"),
        "may_decide": may_decide,
        "my_part": barred.get(request.user.pk),
        "why_out": why_out(barred[request.user.pk]) if request.user.pk in barred else "",
        "steps": list(initiative.planned_steps.filter(round=submission.round).select_related("body")),
        "member": member_of(submission.body, request.user, today) if may_decide else None,
        "own_interest": own_departments_in(initiative, request.user, today) if may_decide else [],
        "others": _names(free_members(initiative, submission.body, round_=submission.round)),
        "told": {outcome: people_to_tell(submission, outcome) for outcome in Decision.Outcome.values},
        "follows": next_body(submission),
        "decision": getattr(submission, "decision", None),
    }


def _names(members: list[Member]) -> list[str]:
    return [member.person.name for member in members]
