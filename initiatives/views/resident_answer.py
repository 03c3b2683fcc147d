"""A board answers how its residents were involved (B2): the questions, "Passer det?", and the receipt (B6).

Open to members of the board who are logged in, and to those who came by the link in their mail.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.expired_session import log_in_and_come_back, typed_before_login
from accounts.models import User
from accounts.tasklinks import answering_person
from accounts.templatetags.portal import clock
from initiatives import held_files, residents, rules
from initiatives.forms.residents import FILE, ResidentAnswerForm
from initiatives.models import (
    BoardRequest,
    Department,
    Initiative,
    Participation,
    ResidentDecision,
    SavedAnswer,
)
from initiatives.resident_wording import Row, rows_of
from initiatives.residents.answering import UNDECIDED, standing_answer
from initiatives.residents.changes import fingerprint, last_said_fine, open_marks
from initiatives.saved_answers import kept
from initiatives.workflow import Refused


@dataclass
class Asked:
    """One department's question about one case, and the person who is looking at it."""

    person: User
    initiative: Initiative
    department: Department
    request: BoardRequest | None
    takes_part: bool
    reads_only: bool
    standing: ResidentDecision | None
    correcting: bool = False
    """True when the address names the answer that stands, to mend it."""

    @property
    def is_open(self) -> bool:
        return self.request is not None and self.request.is_open

    @property
    def may_write(self) -> bool:
        """True while the person may fill in the questions at this address."""
        if self.reads_only or self.why_not_answer:
            return False
        return self.is_open or (self.correcting and not self.why_not_correct)

    @property
    def why_not_answer(self) -> str:
        return residents.why_not_answer(
            self.initiative, takes_part=self.takes_part, request=self.request if self.is_open else None
        )

    @property
    def shows_change(self) -> bool:
        """True while the board is asked whether a change is in order, and has not begun to answer anew."""
        return self.is_open and self.request.is_about_change and not self.correcting

    @property
    def why_not_correct(self) -> str:
        return residents.why_not_correct(self.standing, self.initiative) if self.standing else ""

    @property
    def saved(self) -> SavedAnswer | None:
        return kept(person=self.person, kind=residents.TASK, object_id=self.request.pk)

    def url(self, name: str) -> str:
        address = reverse(f"initiatives:{name}", args=[self.initiative.pk, self.department.pk])
        return f"{address}?ret={self.standing.pk}" if self.correcting else address

    def as_context(self) -> dict:
        return {
            "asked": self,
            "initiative": self.initiative,
            "department": self.department,
            "decision": self.standing,
            "form_url": self.url("resident_answer"),
            "check_url": self.url("resident_answer_check"),
            "autosave_url": self.url("resident_typed"),
        }


def find(request: HttpRequest, pk: int, department_pk: int) -> Asked | None:
    """The question for the person who asks for the page; None for a visitor who must log in first.

    A foreign department, one that does not exist and one whose board has not been asked give the same 404.
    """
    found = BoardRequest.objects.filter(initiative__pk=pk, department__pk=department_pk)
    requests = list(
        found.select_related("initiative__responsible", "department__organisation").order_by("-round")
    )
    person = _who(request, requests)
    if person is None:
        return None
    latest = requests[0] if requests else None
    part = Participation.objects.filter(initiative__pk=pk, department__pk=department_pk)
    if latest is not None and rules.may_answer_for_residents(person, latest.initiative, latest.department):
        reads_only, initiative, department = False, latest.initiative, latest.department
        takes_part = part.exists()
    elif rules.works_for_aab(person):
        row = get_object_or_404(part.select_related("initiative__responsible", "department__organisation"))
        reads_only, initiative, department, takes_part = True, row.initiative, row.department, True
    else:
        raise Http404
    standing = standing_answer(initiative, department)
    return Asked(
        person=person,
        initiative=initiative,
        department=department,
        request=latest,
        takes_part=takes_part,
        reads_only=reads_only,
        standing=standing,
        correcting=standing is not None and request.GET.get("ret") == str(standing.pk),
    )


def _who(request: HttpRequest, requests: list[BoardRequest]) -> User | None:
    if request.user.is_authenticated:
        return request.user
    for asked in requests:
        person = answering_person(request, residents.TASK, asked.pk)
        if person is not None:
            return person
    return None


# --- The questions ----------------------------------------------------------------------------
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def resident_answer(request: HttpRequest, pk: int, department_pk: int) -> HttpResponse:
    """Four questions on one page; also on paper (`?print`)."""
    asked = find(request, pk, department_pk)
    if asked is None:
        return log_in_and_come_back(request)
    if "print" in request.GET:
        return render(request, "initiatives/resident_paper.html", asked.as_context())
    if not asked.may_write:
        return _not_to_be_answered(request, asked)
    if asked.shows_change and request.method != "POST" and "igen" not in request.GET and not asked.saved:
        return _change(request, asked)
    if request.method == "POST":
        form = _form(asked, request.POST, request.FILES)
        valid = form.is_valid()
        saved = _save(request, asked, form)
        if "later" in request.POST and saved:
            messages.success(request, _saved_words(saved))
            return (
                redirect("tasks") if request.user.is_authenticated else redirect(asked.url("resident_answer"))
            )
        if valid and saved:
            return redirect(asked.url("resident_answer_check"))
    else:
        form = _form_as_left(request, asked)
    saved = asked.saved if request.method != "POST" else None
    context = asked.as_context() | {
        "form": form,
        "saved_text": _saved_words(saved) if saved else "",
    }
    return render(request, "initiatives/resident_answer.html", context)


def _change(request: HttpRequest, asked: Asked) -> HttpResponse:
    """Only what is different since the board answered, and one button for "det er stadig i orden"."""
    marks = list(open_marks(asked.initiative, asked.department))
    context = asked.as_context() | {
        "differences": [row for mark in marks for row in mark.differences],
        "seen": fingerprint(marks),
    }
    return render(request, "initiatives/resident_change.html", context)


def _not_to_be_answered(request: HttpRequest, asked: Asked) -> HttpResponse:
    """Staff read along; an answered question leads to its answer; any other says why nothing is asked."""
    if request.method == "POST":
        if asked.reads_only:
            raise PermissionDenied(
                gettext("Kun bestyrelsen svarer her. Du kan skrive deres svar ind på en anden side.")
            )
        # Somebody else was first. What this person wrote is kept and shown beside the answer.
        form = _form(asked, request.POST, request.FILES)
        form.is_valid()
        _save(request, asked, form)
    if asked.standing and not asked.is_open:
        return redirect("initiatives:resident_receipt", asked.initiative.pk, asked.department.pk)
    return render(
        request, "initiatives/resident_closed.html", asked.as_context() | {"reason": asked.why_not_answer}
    )


def _form(asked: Asked, *data, **kwargs) -> ResidentAnswerForm:
    return ResidentAnswerForm(*data, initiative=asked.initiative, has_file=_has_file(asked), **kwargs)


def _has_file(asked: Asked) -> bool:
    """True when minutes lie with the answer that is being mended."""
    return asked.correcting and _minutes(asked).exists()


def _minutes(asked: Asked):
    return residents.minutes_of(asked.initiative, asked.department)


def _form_as_left(request: HttpRequest, asked: Asked) -> ResidentAnswerForm:
    """The questions with what the person typed before: now, before the session ran out, or last week."""
    if (typed := typed_before_login(request)) is not None:
        _keep(asked, typed)
    saved = asked.saved
    if saved is not None:
        held = held_files.HeldFile.of(saved)
        return ResidentAnswerForm.resumed(
            held_files.typed(saved, file_field=FILE),
            held_name=held.name if held else "",
            initiative=asked.initiative,
            has_file=_has_file(asked),
        )
    if asked.correcting:
        return _form(asked, initial=ResidentAnswerForm.initial_from(asked.standing))
    return _form(asked)


def _save(request: HttpRequest, asked: Asked, form: ResidentAnswerForm) -> SavedAnswer | None:
    """Keep everything that was typed and the chosen file, whether or not something must be mended."""
    if FILE in form.errors and "later" in request.POST:
        messages.warning(request, form.errors[FILE][0])
    return _keep(asked, request.POST, form.cleaned_data.get(FILE))


def _keep(asked: Asked, typed: QueryDict, upload=None) -> SavedAnswer | None:
    leave_out = {"csrfmiddlewaretoken", "later", f"{FILE}-kept"}
    data = {name: typed.getlist(name) for name in typed if name not in leave_out}
    try:
        return held_files.keep(
            person=asked.person, kind=residents.TASK, object_id=asked.request.pk, data=data, upload=upload
        )
    except ValidationError:
        return None  # the form says which text holds a number that may not be kept


def _saved_words(saved: SavedAnswer) -> str:
    return gettext("Gemt %(time)s. Du kan gå fra siden og komme tilbage.") % {"time": clock(saved.saved_at)}


@login_not_required
@never_cache
@require_POST
def resident_typed(request: HttpRequest, pk: int, department_pk: int) -> HttpResponse:
    """Keep what is typed, a few seconds after the last key. Answers with one sentence."""
    asked = find(request, pk, department_pk)
    if asked is None:
        return _sentence(gettext("Ikke gemt. Du er logget af. Tryk på Fortsæt, så kommer du videre."), 403)
    if not asked.may_write:
        return _sentence(gettext("Ikke gemt. Bestyrelsen har svaret."), 409)
    saved = _keep(asked, request.POST)
    if saved is None:
        return _sentence(gettext("Ikke gemt. Teksten er for lang, eller der står et CPR-nummer i den."), 400)
    return _sentence(_saved_words(saved))


def _sentence(words: str, status: int = 200) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")


# --- Passer det? ------------------------------------------------------------------------------
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def resident_answer_check(request: HttpRequest, pk: int, department_pk: int) -> HttpResponse:
    """What will be sent, line by line; it is sent when it is confirmed."""
    asked = find(request, pk, department_pk)
    if asked is None:
        return log_in_and_come_back(request)
    if not asked.may_write:
        return _not_to_be_sent(asked)
    saved = asked.saved
    if saved is None:
        return redirect(asked.url("resident_answer"))
    form = _form(asked, held_files.typed(saved, file_field=FILE))
    if not form.is_valid():
        return redirect(asked.url("resident_answer"))
    upload = form.cleaned_data.get(FILE)
    if request.method == "POST":
        try:
            _send(asked, form)
        except Refused as refusal:
            if not isinstance(refusal, residents.AlreadyAnswered):
                messages.warning(request, str(refusal))
        return redirect("initiatives:resident_receipt", pk, department_pk)
    files = [upload.name] if upload else [file.name for file in _minutes(asked)] if form.has_file else []
    context = asked.as_context() | {"rows": rows_of(form.answer(), files=files)}
    context["must_look"] = upload is not None and not upload.is_read
    return render(request, "initiatives/resident_answer_check.html", context)


def _not_to_be_sent(asked: Asked) -> HttpResponseRedirect:
    name = "resident_receipt" if asked.standing else "resident_answer"
    return redirect(f"initiatives:{name}", asked.initiative.pk, asked.department.pk)


def _send(asked: Asked, form: ResidentAnswerForm) -> ResidentDecision:
    given = {"answer": form.answer(), "by": asked.person, "upload": form.cleaned_data.get(FILE)}
    if asked.correcting and not asked.is_open:
        return residents.correct_answer(asked.standing, **given)
    return residents.answer_for_residents(asked.request, **given)


# --- Kvittering -------------------------------------------------------------------------------
@login_not_required
@never_cache
@require_safe
def resident_receipt(request: HttpRequest, pk: int, department_pk: int) -> HttpResponse:
    """What was answered, by whom and when, what happens now, and until when it can be mended."""
    asked = find(request, pk, department_pk)
    if asked is None:
        return log_in_and_come_back(request)
    decision = asked.standing
    if decision is None:
        return redirect("initiatives:resident_answer", pk, department_pk)
    files = list(_minutes(asked))
    context = asked.as_context() | {
        "rows": rows_of(decision, files=[file.name for file in files]),
        "is_mine": decision.answered_by_id == asked.person.pk and decision.entered_by_id is None,
        "until_on": residents.correctable_until(decision),
        "why_not_correct": asked.why_not_correct,
        "is_decided": asked.initiative.status not in UNDECIDED,
        "said_fine": last_said_fine(asked.initiative, asked.department) if _said_fine(asked) else None,
        "awaits_minutes": not asked.reads_only and not asked.is_open and residents.awaits_minutes(decision),
        "earlier": [] if asked.is_open else _earlier(asked),
        "unsent": [] if asked.reads_only or asked.is_open else _unsent(asked),
    }
    return render(request, "initiatives/resident_receipt.html", context)


def _earlier(asked: Asked) -> list[dict]:
    """What was answered before the answer that stands, each with the minutes that lay with it."""
    old = asked.initiative.resident_decisions.filter(
        department=asked.department, superseded_at__isnull=False
    ).select_related("answered_by", "entered_by")
    return [
        {
            "decision": decision,
            "rows": rows_of(decision, files=[file.name for file in residents.minutes_before(decision)]),
        }
        for decision in old
    ]


def _said_fine(asked: Asked) -> bool:
    """True when the last thing the board did was to say that its answer still stands."""
    return (
        asked.request is not None
        and asked.request.is_about_change
        and not asked.is_open
        and asked.standing is not None
        and asked.standing.request_id != asked.request.pk
    )


def _unsent(asked: Asked) -> list[Row]:
    """What this person wrote and somebody else answered before."""
    saved = asked.saved if asked.request else None
    if saved is None:
        return []
    form = ResidentAnswerForm(held_files.typed(saved, file_field=FILE), initiative=asked.initiative)
    if form.is_valid():
        upload = form.cleaned_data.get(FILE)
        return rows_of(form.answer(), files=[upload.name] if upload else [])
    texts = [
        Row(form[name].label, form[name].value() or "", name, is_danish=True)
        for name in ("wishes", "reason", "sentence")
    ]
    return [row for row in texts if row.value]
