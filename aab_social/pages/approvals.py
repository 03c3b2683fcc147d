"""To be decided (G1) and the decision itself (G2): explanations first, check page, then confirm."""

from __future__ import annotations

from decimal import Decimal

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from evaluation.results import goals_of
from funding.budget import budget_of
from funding.models import FundingSource
from initiatives import rules
from initiatives.checklist import assess
from initiatives.history import preparers_of
from initiatives.models import Decision, SavedAnswer, Status, Submission
from initiatives.wording import in_sentence
from initiatives.workflow import Changed, GateClosed, Refused, people_to_tell
from initiatives.workflow import decide as record_decision

from .forms import DecisionForm

DRAFT_KIND = "decision"


def _submissions_of(request, bodies: list[int]):
    """The cases sent to one of `bodies`, where the person sits today; staff may read them all."""
    found = Submission.objects.select_related(
        "body",
        "meeting",
        "initiative__responsible",
        "initiative__policy_version",
        "initiative__changed_by",
        "submitted_by",
    )
    if rules.works_for_aab(request.user):
        return found
    return found.filter(body__in=bodies)


@require_safe
def approvals(request):
    """Every case that waits for a decision of the reader's bodies, by meeting."""
    mine = rules.deciding_bodies(request.user)
    if not (mine or rules.works_for_aab(request.user)):
        raise PermissionDenied(gettext("Siden er for dem, der godkender indsatser."))
    waiting = list(
        _submissions_of(request, mine)
        .filter(initiative__status=Status.SUBMITTED, decision__isnull=True)
        .prefetch_related("initiative__departments__organisation", "initiative__funding_lines__source")
        .annotate(explanations=Count("initiative__explanations", distinct=True))
        .order_by("meeting__held_on", "body__name", "submitted_at")
    )
    for submission in waiting:
        submission.aab_amount = sum(
            (
                line.amount
                for line in submission.initiative.funding_lines.all()
                if line.source.kind == FundingSource.Kind.AAB and line.state != line.State.DECLINED
            ),
            Decimal(0),
        )
        submission.is_mine = submission.body_id in mine
    return render(request, "pages/approvals.html", {"waiting": waiting, "today": timezone.localdate()})


def _case_context(request, submission: Submission) -> dict:
    initiative = submission.initiative
    assessment = assess(initiative)
    budget = budget_of(initiative)
    own = [d for d in initiative.departments.select_related("organisation") if d.organisation.is_own]
    answers = {d.department_id: d for d in initiative.resident_decisions.current()}
    earlier = Decision.objects.filter(submission__initiative=initiative).exclude(submission=submission)
    return {
        "submission": submission,
        "initiative": initiative,
        "assessment": assessment,
        "budget": budget,
        "aab_amount": budget.from_kind(FundingSource.Kind.AAB),
        "departments": [(department, answers.get(department.pk)) for department in own],
        "said_yes": sum(1 for d in own if d.pk in answers and answers[d.pk].says_yes),
        "goals": goals_of(initiative),
        "files": initiative.evidence.present().select_related("uploaded_by"),
        "earlier": earlier.select_related("decided_by", "submission__body"),
        "may_decide": rules.may_decide(request.user, submission),
        "own_case": request.user.pk in preparers_of(initiative),
        "others": _others_who_can(submission),
        "told": {outcome: people_to_tell(submission, outcome) for outcome in Decision.Outcome.values},
        "decision": getattr(submission, "decision", None),
    }


def _others_who_can(submission: Submission) -> list[str]:
    """Names of the members in office of the body who did not prepare the case."""
    seats = submission.body.seats.in_office(timezone.localdate()).select_related("person")
    prepared = preparers_of(submission.initiative)
    return [seat.person.name for seat in seats if seat.person_id not in prepared]


def _open_for_decision(request, pk) -> Submission:
    return get_object_or_404(_submissions_of(request, rules.deciding_bodies(request.user)), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request, pk):
    """G2: the facts, the explanations, and the three answers."""
    submission = _open_for_decision(request, pk)
    context = _case_context(request, submission)
    saved = _saved(request, submission)
    if request.method == "POST":
        _must_decide(context)
        form = DecisionForm(request.POST, assessment=context["assessment"], told=context["told"])
        if form.is_valid():
            SavedAnswer.objects.update_or_create(
                person=request.user,
                kind=DRAFT_KIND,
                object_id=submission.pk,
                defaults={"data": form.as_saved(), "saved_at": timezone.now()},
            )
            return redirect("decide_check", pk=submission.pk)
    else:
        initial = DecisionForm.initial_from(saved) if saved else {"amount": context["aab_amount"]}
        initial["seen_version"] = submission.initiative.version
        form = DecisionForm(initial=initial, assessment=context["assessment"], told=context["told"])
    return render(request, "pages/decide.html", {**context, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def check(request, pk):
    """What will be decided, and who is told; the decision is made when it is confirmed."""
    submission = _open_for_decision(request, pk)
    saved = _saved(request, submission)
    if saved is None:
        return redirect("decide", pk=submission.pk)
    context = _case_context(request, submission)
    outcome = saved.data["outcome"]
    refusal = None
    if request.method == "POST":
        _must_decide(context)
        try:
            record_decision(
                submission,
                outcome=outcome,
                by=request.user,
                amount=Decimal(saved.data["amount"]) if saved.data["amount"] else None,
                words=saved.data["words"],
                points=saved.data["points"],
                seen_version=saved.data["seen_version"],
            )
        except (Changed, GateClosed, Refused) as error:
            refusal = error
        else:
            saved.delete()
            messages.success(request, _done_words(submission, outcome))
            return redirect(submission.initiative)
    names = {point.key: point.name for point in context["assessment"].points}
    return render(
        request,
        "pages/decide_check.html",
        {
            **context,
            "saved": saved.data,
            "outcome": Decision.Outcome(outcome),
            "amount": Decimal(saved.data["amount"]) if saved.data["amount"] else None,
            "points": [names.get(key, key) for key in saved.data["points"]],
            "people": context["told"][outcome],
            "refusal": refusal,
            "blocking": refusal.assessment.blocking if isinstance(refusal, GateClosed) else [],
        },
        status=409 if refusal else 200,
    )


def _must_decide(context: dict) -> None:
    if context["may_decide"] or context["decision"] or context["initiative"].status != Status.SUBMITTED:
        return
    if context["own_case"]:
        raise PermissionDenied(gettext("Du har selv arbejdet på sagen. Derfor skal en anden godkende den."))
    raise PermissionDenied(
        gettext("Kun medlemmer af %(body)s kan beslutte.")
        % {"body": in_sentence(context["submission"].body.name)}
    )


def _saved(request, submission: Submission) -> SavedAnswer | None:
    return SavedAnswer.objects.filter(person=request.user, kind=DRAFT_KIND, object_id=submission.pk).first()


def _done_words(submission: Submission, outcome: str) -> str:
    name = {"name": submission.initiative.name}
    return {
        Decision.Outcome.APPROVED: gettext("%(name)s er godkendt. Alle har fået besked."),
        Decision.Outcome.RETURNED: gettext("%(name)s er sendt tilbage med dine ord."),
        Decision.Outcome.DECLINED: gettext("%(name)s er ikke godkendt. Sagen er lukket, men ikke slettet."),
    }[Decision.Outcome(outcome)] % name
