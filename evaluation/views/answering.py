"""Answering an evaluation (B5): six questions, "Passer det?", the receipt (B6), or "Vi kan ikke svare".

Open to members of the board who are logged in, to those who came by the link in their mail, and to
staff where AAB itself is asked.
"""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.expired_session import log_in_and_come_back, typed_before_login
from evaluation import answers, not_answering, papers
from evaluation.forms.answers import AnswerForm, CannotAnswerForm, PaperForm
from evaluation.models import Evaluation, EvaluationPlan
from evaluation.planning import next_occasion
from evaluation.wording import rows_of, where_the_goals_stand
from initiatives import saved_answers
from initiatives.workflow import Refused

from .asked import KIND, Asked, find, saved_words


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: int, eid: int) -> HttpResponse:
    """Six questions on one page, with what was answered last time; also on paper (`?print`)."""
    asked = find(request, pk, eid)
    if asked is None:
        return log_in_and_come_back(request)
    if "print" in request.GET:
        choices = {"going": Evaluation.Going.choices, "future": Evaluation.Future.choices}
        return render(request, "evaluation/answer_paper.html", asked.as_context() | choices)
    if not asked.may_write:
        return _not_to_be_answered(request, asked)
    if request.method == "POST":
        form = _form(asked, request.POST)
        valid = form.is_valid()
        saved = asked.keep(request.POST)
        if "later" in request.POST and saved:
            messages.success(request, saved_words(saved))
            return redirect("tasks") if request.user.is_authenticated else redirect(asked.form_url)
        if valid and saved:
            return redirect(asked.check_url)
    else:
        form = _form_as_left(request, asked)
    saved = asked.saved if request.method != "POST" else None
    context = asked.as_context() | {"form": form, "saved_text": saved_words(saved) if saved else ""}
    return render(request, "evaluation/answer.html", context)


def _not_to_be_answered(request: HttpRequest, asked: Asked) -> HttpResponse:
    """An answered one leads to its answer, staff to writing down for others; else it says why not now."""
    if request.method == "POST":
        # Somebody else was first. What this person wrote is kept and shown beside the answer.
        asked.keep(request.POST)
    if asked.evaluation.answered_at:
        return redirect("evaluation:receipt", asked.initiative.pk, asked.evaluation.pk)
    if not asked.may_answer and not asked.why_not:
        return redirect("evaluation:enter", asked.initiative.pk, asked.evaluation.pk)
    return render(request, "evaluation/answer_closed.html", asked.as_context())


def _form(asked: Asked, *data, **kwargs) -> AnswerForm:
    kept = set(asked.values) if asked.correcting else ()
    about = {"goals": asked.goals, "last": asked.last, "several": asked.several_departments}
    return AnswerForm(*data, kept=kept, **about, **kwargs)


def _form_as_left(request: HttpRequest, asked: Asked) -> AnswerForm:
    """The questions with what the person typed before: now, before the session ran out, or last week."""
    if (typed := typed_before_login(request)) is not None:
        asked.keep(typed)
    saved = asked.saved
    if saved is not None:
        return _form(asked, saved_answers.as_typed(saved), unjudged=True)
    if asked.correcting:
        return _form(asked, initial=AnswerForm.initial_for(asked.evaluation, asked.values))
    return _form(asked)


@login_not_required
@never_cache
@require_POST
def keep_typed(request: HttpRequest, pk: int, eid: int) -> HttpResponse:
    """Keep what is typed, a few seconds after the last key. Answers with one sentence."""
    asked = find(request, pk, eid)
    if asked is None:
        return _sentence(gettext("Ikke gemt. Du er logget af. Tryk på Fortsæt, så kommer du videre."), 403)
    if not asked.may_write:
        return _sentence(gettext("Ikke gemt.") + " " + asked.why_not, 409)
    saved = asked.keep(request.POST)
    if saved is None:
        return _sentence(gettext("Ikke gemt. Teksten er for lang, eller der står et CPR-nummer i den."), 400)
    return _sentence(saved_words(saved))


def _sentence(words: str, status: int = 200) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")


# --- Passer det? ----------------------------------------------------------------------------------
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, pk: int, eid: int) -> HttpResponse:
    """What will be sent, line by line. A figure far from the last one is asked about here, once."""
    asked = find(request, pk, eid)
    if asked is None:
        return log_in_and_come_back(request)
    if not asked.may_write:
        return redirect(
            "evaluation:receipt" if asked.evaluation.answered_at else "evaluation:answer", pk, eid
        )
    saved = asked.saved
    form = _form(asked, saved_answers.as_typed(saved)) if saved else None
    if form is None or not form.is_valid():
        return redirect(asked.form_url)
    given = form.answer()
    if request.method == "POST":
        write = answers.correct_answer if asked.correcting else answers.answer
        try:
            write(asked.evaluation, answer=given, by=asked.person)
        except answers.AlreadyAnswered:
            pass  # the receipt says who was first, and shows what this person wrote
        except Refused as refusal:
            messages.warning(request, str(refusal))
            return redirect("evaluation:answer", pk, eid)
        else:
            saved_answers.forget(person=asked.person, kind=KIND, object_id=eid)
        return redirect("evaluation:receipt", pk, eid)
    context = asked.as_context() | {
        "rows": rows_of(given, given.values.items()),
        "questions": form.far_off_questions(),
    }
    return render(request, "evaluation/answer_check.html", context)


# --- Kvittering -----------------------------------------------------------------------------------
@login_not_required
@never_cache
@require_safe
def receipt(request: HttpRequest, pk: int, eid: int) -> HttpResponse:
    """What was answered, by whom and when, where the goals stand, when the next time is."""
    asked = find(request, pk, eid, to_read=True)
    if asked is None:
        return log_in_and_come_back(request)
    if asked.evaluation.answered_at is None:
        return redirect("evaluation:answer", pk, eid)
    plan = EvaluationPlan.objects.filter(initiative=asked.initiative).first()
    tomorrow = max(asked.evaluation.due_on, timezone.localdate()) + dt.timedelta(days=1)
    context = asked.as_context() | {
        "rows": rows_of(asked.evaluation, asked.figures),
        "is_mine": asked.evaluation.answered_by_id == asked.person.pk and not asked.evaluation.entered_by_id,
        "verdict": where_the_goals_stand(asked.goals),
        "next": next_occasion(asked.initiative, plan, tomorrow),
        "unsent": _unsent(asked),
    }
    return render(request, "evaluation/receipt.html", context)


def _unsent(asked: Asked) -> list:
    """What this person wrote and somebody else answered before."""
    saved = asked.saved
    if saved is None or not asked.may_answer:
        return []
    form = _form(asked, saved_answers.as_typed(saved))
    if form.is_valid():
        given = form.answer()
        return rows_of(given, given.values.items())
    texts = [(form[name].label, form[name].value() or "", True) for name in ("went_well", "was_hard")]
    return [row for row in texts if row[1]]


# --- Et billede af arket ---------------------------------------------------------------------------
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def paper_photo(request: HttpRequest, pk: int, eid: int) -> HttpResponse:
    """A photo of a filled-in sheet instead of typing; staff write it down."""
    asked = find(request, pk, eid)
    if asked is None:
        return log_in_and_come_back(request)
    if not asked.may_answer or asked.why_not or asked.evaluation.is_of_staff:
        return redirect("evaluation:answer", pk, eid)
    form = PaperForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        try:
            papers.send_paper(asked.evaluation, upload=form.cleaned_data["photo"], by=asked.person)
        except Refused as refusal:
            messages.warning(request, str(refusal))
            return redirect("evaluation:answer", pk, eid)
        return render(request, "evaluation/paper_done.html", asked.as_context())
    return render(request, "evaluation/paper_photo.html", asked.as_context() | {"form": form})


# --- Vi kan ikke svare ----------------------------------------------------------------------------
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def cannot(request: HttpRequest, pk: int, eid: int) -> HttpResponse:
    """The board says why it cannot answer; staff ring, and no mail goes out any more."""
    asked = find(request, pk, eid)
    if asked is None:
        return log_in_and_come_back(request)
    if not asked.may_answer or asked.why_not:
        return redirect("evaluation:answer", pk, eid)
    form = CannotAnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            not_answering.cannot_answer(asked.evaluation, reason=form.cleaned_data["reason"], by=asked.person)
        except Refused as refusal:
            messages.warning(request, str(refusal))
            return redirect("evaluation:answer", pk, eid)
        return render(request, "evaluation/cannot_done.html", asked.as_context())
    return render(request, "evaluation/cannot.html", asked.as_context() | {"form": form})
