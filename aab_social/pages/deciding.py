"""The decision itself (G2): the facts, explanations first, a check page, then confirm; and standing back."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from initiatives import deciding, rules
from initiatives.bodies import members_of
from initiatives.deciding import AtMeeting
from initiatives.forms.moves import MoveForm
from initiatives.models import Decision, SavedAnswer, Status, Submission
from initiatives.nudging import nudge_body
from initiatives.wording import in_sentence, listed
from initiatives.workflow import Changed, GateClosed, Refused

from .approvals import case_context, submissions_of
from .forms import DecisionForm

DRAFT_KIND = "decision"


def open_for_decision(request, pk) -> Submission:
    return get_object_or_404(submissions_of(request, rules.deciding_bodies(request.user)), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request, pk):
    """The facts, the explanations, and the three answers."""
    submission = open_for_decision(request, pk)
    context = case_context(request, submission)
    saved = _saved(request, submission)
    options = {
        "assessment": context["assessment"],
        "told": context["told"],
        "follows": context["follows"],
        "members": members_of(submission.body, timezone.localdate()) if context["may_decide"] else [],
        "decider": request.user,
    }
    if request.method == "POST":
        _must_decide(context)
        form = DecisionForm(request.POST, **options)
        if form.is_valid():
            SavedAnswer.objects.update_or_create(
                person=request.user,
                kind=DRAFT_KIND,
                object_id=submission.pk,
                defaults={"data": form.as_saved(), "saved_at": timezone.now()},
            )
            return redirect("decide_check", pk=submission.pk)
    else:
        initial = DecisionForm.initial_from(saved.data) if saved else {"amount": _amount_now(context)}
        initial["seen_version"] = submission.initiative.version
        form = DecisionForm(initial=initial, **options)
    return render(request, "pages/decide.html", {**context, "form": form})


def _amount_now(context: dict) -> Decimal:
    """What the step before gave; before the first step, what is asked for."""
    submission = context["submission"]
    before = next(
        (d for d in context["earlier"] if d.submission.round == submission.round and d.amount is not None),
        None,
    )
    return before.amount if before else context["aab_amount"]


@require_http_methods(["GET", "HEAD", "POST"])
def check(request, pk):
    """What will be decided, and who is told; the decision is made when it is confirmed."""
    submission = open_for_decision(request, pk)
    saved = _saved(request, submission)
    if saved is None:
        return redirect("decide", pk=submission.pk)
    context = case_context(request, submission)
    data = saved.data
    outcome = data["outcome"]
    refusal = None
    if request.method == "POST":
        _must_decide(context)
        try:
            deciding.decide(
                submission,
                outcome=outcome,
                by=request.user,
                amount=Decimal(data["amount"]) if data["amount"] else None,
                words=data["words"],
                points=data["points"],
                seen_version=data["seen_version"],
                at_meeting=meeting_of(data),
            )
        except (Changed, GateClosed, Refused) as error:
            if pressed_twice(submission, request.user, outcome):
                SavedAnswer.objects.filter(pk=saved.pk).delete()
                return redirect(submission.initiative)
            refusal = error
        else:
            SavedAnswer.objects.filter(pk=saved.pk).delete()
            messages.success(request, _done_words(submission, outcome, context["follows"]))
            return redirect(submission.initiative)
    names = {point.key: point.name for point in context["assessment"].points}
    return render(
        request,
        "pages/decide_check.html",
        {
            **context,
            "saved": data,
            "outcome": Decision.Outcome(outcome),
            "amount": Decimal(data["amount"]) if data["amount"] else None,
            "points": [names.get(key, key) for key in data["points"]],
            "people": context["told"][outcome],
            "meeting_record": meeting_of(data),
            "refusal": refusal,
            "blocking": refusal.assessment.blocking if isinstance(refusal, GateClosed) else [],
            "is_open": not context["decision"] and context["initiative"].status == Status.SUBMITTED,
        },
        status=409 if refusal else 200,
    )


def pressed_twice(submission: Submission, person: User, outcome: str) -> bool:
    """True for the second of two quick presses: the person's own first press has decided it just so."""
    return Decision.objects.filter(submission=submission, decided_by=person, outcome=outcome).exists()


def meeting_of(data: dict) -> AtMeeting | None:
    """The meeting of a saved answer, with its people."""
    if not data.get("held_on"):
        return None
    ids = [*data["present"], *data["out"]]
    people = User.objects.in_bulk(ids)
    return AtMeeting(
        held_on=dt.date.fromisoformat(data["held_on"]),
        item_number=data["item_number"],
        is_closed=data["item_kind"] == "closed",
        present=tuple(people[pk] for pk in data["present"] if pk in people),
        out=tuple(people[pk] for pk in data["out"] if pk in people),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def stand_back(request, pk):
    """To say that one is inabil in a case: a reason, and out."""
    submission = open_for_decision(request, pk)
    initiative = submission.initiative
    form = MoveForm(request.POST if request.method == "POST" else None, needs_words=True)
    refusal = None
    may = rules.may_decide(request.user, submission) and not Decision.objects.filter(submission=submission)
    if request.method == "POST":
        if request.user.pk is None or submission.body_id not in rules.deciding_bodies(request.user):
            raise PermissionDenied(gettext("Kun medlemmer af organet kan sige fra."))
        if form.is_valid():
            try:
                deciding.declare_interest(submission, by=request.user, words=form.cleaned_data["words"])
            except Refused as error:
                refusal = error
            else:
                SavedAnswer.objects.filter(
                    person=request.user, kind=DRAFT_KIND, object_id=submission.pk
                ).delete()
                messages.success(request, gettext("Du er ude af sagen. De andre kan se det."))
                return redirect("decide", pk=submission.pk)
    context = {
        "submission": submission,
        "initiative": initiative,
        "form": form,
        "may": may,
        "refusal": refusal,
        "own_interest": deciding.own_departments_in(initiative, request.user, timezone.localdate()),
    }
    return render(request, "pages/stand_back.html", context, status=409 if refusal else 200)


@require_POST
def remind(request, pk):
    """Remind those a case waits for; who gets it stands beside the button."""
    submission = open_for_decision(request, pk)
    if not rules.works_for_aab(request.user):
        raise PermissionDenied(gettext("Kun AAB's ansatte kan sende en påmindelse."))
    try:
        people = nudge_body(submission, by=request.user)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(
            request, gettext("Påmindelsen bliver sendt til %(names)s.") % {"names": listed(people)}
        )
    return redirect(submission.initiative)


def _must_decide(context: dict) -> None:
    if context["may_decide"] or context["decision"] or context["initiative"].status != Status.SUBMITTED:
        return
    if context["my_part"]:
        raise PermissionDenied(deciding.why_out(context["my_part"]))
    raise PermissionDenied(
        gettext("Kun medlemmer af %(body)s kan beslutte.")
        % {"body": in_sentence(context["submission"].body.name)}
    )


def _saved(request, submission: Submission) -> SavedAnswer | None:
    return SavedAnswer.objects.filter(person=request.user, kind=DRAFT_KIND, object_id=submission.pk).first()


def _done_words(submission: Submission, outcome: str, follows) -> str:
    name = {"name": submission.initiative.name}
    if outcome == Decision.Outcome.APPROVED and follows:
        return gettext("I har sagt ja til %(name)s. Sagen går videre til %(body)s.") % (
            name | {"body": in_sentence(follows.name)}
        )
    return {
        Decision.Outcome.APPROVED: gettext("%(name)s er godkendt. Alle har fået besked."),
        Decision.Outcome.RETURNED: gettext("%(name)s er sendt tilbage med dine ord."),
        Decision.Outcome.DECLINED: gettext("%(name)s er ikke godkendt. Sagen er lukket, men ikke slettet."),
    }[Decision.Outcome(outcome)] % name
