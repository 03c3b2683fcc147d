"""What staff do about an evaluation: write an answer down for a board (K17), skip it, or open it early."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from evaluation import answers, not_answering, rules
from evaluation.forms.answers import EntryForm, SkipForm
from evaluation.models import Evaluation
from evaluation.papers import keep_paper
from evaluation.results import goals_of
from evaluation.wording import rows_of
from initiatives import saved_answers
from initiatives.evidence import placed
from initiatives.models import BoardSeat, Initiative
from initiatives.residents import boards_of
from initiatives.views.case import case_to_read
from initiatives.views.typed import keep_what_is_typed, typed_before
from initiatives.wording import departments_in_words
from initiatives.workflow import Refused

ENTRY = "evaluation_entry"


def _find(request: HttpRequest, pk: int, eid: int) -> tuple[Initiative, Evaluation]:
    """The evaluation for staff; 404 for whoever may not see the case, 403 for whoever only may see it."""
    initiative = case_to_read(request, pk)
    found = initiative.evaluations.select_related(
        "department__organisation", "partnership__partner", "answered_by", "entered_by", "paper"
    )
    evaluation = get_object_or_404(found, pk=eid)
    evaluation.initiative = initiative
    if not rules.may_plan(request.user, initiative):
        raise PermissionDenied(gettext("Kun AAB's ansatte kan gøre det."))
    return initiative, evaluation


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, pk: int, eid: int) -> HttpResponse:
    """The six questions, and who answered, how and when."""
    initiative, evaluation = _find(request, pk, eid)
    if evaluation.is_of_staff:
        return redirect("evaluation:answer", pk, eid)
    context = {
        "initiative": initiative,
        "evaluation": evaluation,
        "department": evaluation.department,
        "partner": evaluation.partnership.partner if evaluation.partnership_id else None,
    }
    if evaluation.answered_at and request.method != "POST":
        return redirect("evaluation:receipt", pk, eid)
    why = answers.why_not_now(evaluation, timezone.localdate())
    if why and not evaluation.answered_at:
        return render(request, "evaluation/enter_closed.html", context | {"why": why})
    board = evaluation.department
    seats: list[BoardSeat] = boards_of([board]).get(board.pk, []) if board else []
    about = {"goals": goals_of(initiative), "several": _several(initiative), "seats": seats}
    questions: list[str] = []
    if request.method == "POST":
        form = EntryForm(request.POST, request.FILES, **about)
        if form.is_valid():
            questions = form.far_off_questions()
            if questions:
                form.show_asked()
            elif response := _enter(request, evaluation, form, context):
                return response
    elif (typed := typed_before(request, ENTRY, eid, context)) is not None:
        form = EntryForm(typed, unjudged=True, **about)
    else:
        form = EntryForm(initial={"received_on": timezone.localdate()}, **about)
    context |= {"form": form, "questions": questions, "seats": seats}
    return render(request, "evaluation/enter.html", context)


def _enter(
    request: HttpRequest, evaluation: Evaluation, form: EntryForm, context: dict
) -> HttpResponse | None:
    """Keep the answer, or None when the page must be shown again."""
    upload = form.cleaned_data["scan"]
    try:
        with placed(upload) as file, transaction.atomic():
            answers.enter(evaluation, answer=form.answer(), delivery=form.delivery(), by=request.user)
            if upload:
                keep_paper(evaluation, upload=upload, file=file, by=request.user)
    except answers.AlreadyAnswered as first:
        # The board's own answer stands; it is shown beside what staff had written.
        context["first"] = first.evaluation
        if first.evaluation.answered_at:
            context["first_rows"] = rows_of(first.evaluation, [])
        return None
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
        return None
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    saved_answers.forget(person=request.user, kind=ENTRY, object_id=evaluation.pk)
    messages.success(
        request,
        gettext("Svaret er skrevet ind. Bestyrelsen får en mail og kan rette det.")
        if evaluation.department_id
        else gettext("Svaret er skrevet ind."),
    )
    return redirect("evaluation:receipt", evaluation.initiative_id, evaluation.pk)


@require_POST
def keep_typed(request: HttpRequest, pk: int, eid: int) -> HttpResponse:
    """Keep what is typed while somebody reads it aloud on the phone."""
    _find(request, pk, eid)
    return keep_what_is_typed(request, ENTRY, eid)


@require_http_methods(["GET", "HEAD", "POST"])
def skip(request: HttpRequest, pk: int, eid: int) -> HttpResponse:
    """Let an evaluation go, with a reason that stays."""
    initiative, evaluation = _find(request, pk, eid)
    if not evaluation.is_open:
        messages.warning(request, answers.said_already(evaluation))
        return redirect("evaluation:list", pk)
    form = SkipForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            not_answering.skip(evaluation, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, gettext("Evalueringen er sprunget over. Grunden står i historikken."))
        return redirect("evaluation:list", pk)
    context = {"initiative": initiative, "evaluation": evaluation, "form": form}
    return render(request, "evaluation/skip.html", context)


@require_POST
def open_now(request: HttpRequest, pk: int, eid: int) -> HttpResponse:
    """Open an evaluation before its day."""
    _initiative, evaluation = _find(request, pk, eid)
    try:
        not_answering.open_now(evaluation, by=request.user)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, gettext("Evalueringen er åben. De, der skal svare, får en mail."))
    return redirect("evaluation:list", pk)


def _several(initiative: Initiative) -> str:
    departments = list(initiative.departments.all())
    return departments_in_words(departments) if len(departments) > 1 else ""
