"""Staff write down an answer that came by phone, on paper or at a meeting (K17)."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.templatetags.portal import clock
from initiatives import held_files, residents
from initiatives.evidence import RESIDENTS_POINT
from initiatives.forms.residents import FILE, EntryForm
from initiatives.models import Participation, ResidentDecision, SavedAnswer
from initiatives.resident_wording import rows_of
from initiatives.residents.answering import standing_answer
from initiatives.saved_answers import kept
from initiatives.workflow import Refused

from .case import case_to_write, not_now
from .next_step import next_step


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, pk: int, department_pk: int) -> HttpResponse:
    """The same four questions, with who answered, how and when."""
    initiative = case_to_write(request, pk)
    if closed := not_now(request, initiative):
        return closed
    part = _part(initiative, department_pk)
    department = part.department
    standing = standing_answer(initiative, department)
    seats = residents.boards_of([department]).get(department.pk, [])
    given = {"initiative": initiative, "seats": seats}
    if request.method == "POST":
        form = EntryForm(request.POST, request.FILES, **given)
        if form.is_valid():
            try:
                decision = residents.enter_answer_for_board(
                    initiative,
                    department=department,
                    answer=form.answer(),
                    delivery=form.delivery(),
                    upload=form.cleaned_data[FILE],
                    seen=form.seen_number,
                    by=request.user,
                )
            except Refused as refusal:
                messages.warning(request, str(refusal))
                return redirect("initiatives:residents", pk)
            return _entered(request, initiative, decision)
        _keep(request, part, form.cleaned_data.get(FILE))
    else:
        form = _as_left(request, part, given, standing)
    context = {
        "initiative": initiative,
        "department": department,
        "form": form,
        "seats": seats,
        "standing": standing,
        "standing_rows": rows_of(standing) if standing else [],
        "told": residents.mailed(seats),
    }
    return render(request, "initiatives/resident_enter.html", context)


def _part(initiative, department_pk: int) -> Participation:
    parts = Participation.objects.select_related("department__organisation")
    return get_object_or_404(
        parts, initiative=initiative, department__pk=department_pk, department__organisation__is_own=True
    )


def _as_left(request, part: Participation, given: dict, standing: ResidentDecision | None) -> EntryForm:
    saved = kept(person=request.user, kind=residents.ENTRY, object_id=part.pk)
    if saved is None:
        initial = {"received_on": timezone.localdate(), "seen": standing.pk if standing else ""}
        return EntryForm(initial=initial, **given)
    held = held_files.HeldFile.of(saved)
    typed = held_files.typed(saved, file_field=FILE)
    return EntryForm.resumed(typed, held_name=held.name if held else "", **given)


def _entered(request, initiative, decision: ResidentDecision) -> HttpResponse:
    if decision.superseded_at is not None:
        messages.warning(
            request,
            gettext("Bestyrelsen har selv svaret imens. Deres eget svar gælder. Dit er gemt ved siden af."),
        )
        return redirect("initiatives:residents", initiative.pk)
    messages.success(
        request,
        gettext("Svaret for %(department)s er skrevet ind.") % {"department": decision.department.title},
    )
    if "next" in request.POST:
        return next_step(request, initiative, RESIDENTS_POINT)
    return redirect("initiatives:residents", initiative.pk)


def _keep(request: HttpRequest, part: Participation, upload=None) -> SavedAnswer | None:
    leave_out = {"csrfmiddlewaretoken", "next", "list", f"{FILE}-kept"}
    data = {name: request.POST.getlist(name) for name in request.POST if name not in leave_out}
    try:
        return held_files.keep(
            person=request.user, kind=residents.ENTRY, object_id=part.pk, data=data, upload=upload
        )
    except ValidationError:
        return None


@require_POST
def enter_typed(request: HttpRequest, pk: int, department_pk: int) -> HttpResponse:
    """Keep what staff have typed, a few seconds after the last key. Answers with one sentence."""
    initiative = case_to_write(request, pk)
    part = _part(initiative, department_pk)
    saved = _keep(request, part) if initiative.is_editable else None
    if saved is None:
        words, status = gettext("Ikke gemt. Indsatsen kan ikke rettes nu, eller der står et CPR-nummer."), 400
    else:
        words = gettext("Gemt %(time)s. Du kan gå fra siden og komme tilbage.") % {
            "time": clock(saved.saved_at)
        }
        status = 200
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
