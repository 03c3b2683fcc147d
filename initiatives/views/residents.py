"""The residents' decisions of a case (K4): who has answered, asking, reminding, writing in, taking out."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.outbox.letter import render as render_letter
from initiatives import residents, rules
from initiatives.evidence import RESIDENTS_POINT
from initiatives.forms.residents import AskForm
from initiatives.mails.asking import question_letter
from initiatives.models import BoardRequest, Initiative, Participation
from initiatives.residents.overview import Row, rows_of_case
from initiatives.wording import departments_in_words
from initiatives.workflow import Refused

from .case import case_to_read, case_to_write, not_now
from .next_step import next_step
from .points import point_context


@require_safe
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """Which departments have answered, and what they said."""
    return _overview(request, case_to_read(request, pk))


def _overview(request: HttpRequest, initiative: Initiative, form: AskForm | None = None) -> HttpResponse:
    today = timezone.localdate()
    rows = rows_of_case(initiative, today)
    may_edit = rules.may_edit(request.user, initiative)
    works_here = rules.works_for_aab(request.user)
    deadline_on = residents.default_deadline()
    to_ask = [row for row in rows if row.can_be_asked] if may_edit else []
    own = [row for row in rows if row.is_own]
    context = point_context(initiative, RESIDENTS_POINT) | {
        "rows": rows,
        "own": own,
        "said_yes": [row for row in own if row.decision and row.decision.says_yes],
        "may_edit": may_edit,
        "works_here": works_here,
        "my_departments": set()
        if works_here
        else {d.pk for d in rules.board_departments(request.user, today)},
        "sees_all": works_here or rules.is_decider(request.user),
        "to_ask": to_ask,
        "ask_names": departments_in_words([row.department for row in to_ask]),
        "recipients": [person for row in to_ask for person in row.recipients],
        "today": today,
    }
    if may_edit:
        context["ask_again_until"] = deadline_on
    if to_ask:
        days = (deadline_on - today).days
        context["form"] = form or AskForm(initial={"deadline_on": deadline_on}, days=days)
        context["letter"] = _example_letter(initiative, to_ask, deadline_on)
    return render(request, "initiatives/residents.html", context)


def _example_letter(initiative: Initiative, to_ask: list[Row], deadline_on) -> dict | None:
    """The mail as the first recipient will read it, in that person's place."""
    row = next((row for row in to_ask if row.recipients), None)
    if row is None:
        return None
    reader = row.recipients[0]
    with translation.override(reader.language):
        letter = question_letter(
            initiative=initiative,
            department=row.department,
            deadline_on=deadline_on,
            path="/",
            has_others=len(row.seats) > 1,
        )
        text, _html = render_letter(letter, reader)
    before, _button, after = text.partition(f"{letter.button_label}:")
    return {
        "to": reader,
        "subject": letter.subject_line,
        "before": before.strip(),
        "button": letter.button_label,
        # The line after the label is the address, which nobody has before it is sent.
        "after": "\n".join(after.strip().split("\n")[1:]).strip(),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the boards that have not been asked, or one of them again."""
    if request.method != "POST":
        return redirect("initiatives:residents", pk)
    initiative = case_to_write(request, pk)
    if closed := not_now(request, initiative):
        return closed
    again = request.POST.get("again", "")
    rows = rows_of_case(initiative, timezone.localdate())
    if again:
        wanted = [row for row in rows if row.can_be_asked_again and str(row.department.pk) == again]
        deadline_on = residents.default_deadline()
    else:
        wanted = [row for row in rows if row.can_be_asked]
        form = AskForm(request.POST, days=(residents.default_deadline() - timezone.localdate()).days)
        if wanted and not form.is_valid():
            return _overview(request, initiative, form)
        deadline_on = form.cleaned_data["deadline_on"] if wanted else residents.default_deadline()
    try:
        asked = residents.ask_boards(
            initiative,
            departments=[row.department for row in wanted],
            deadline_on=deadline_on,
            by=request.user,
        )
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect("initiatives:residents", pk)
    if not asked:
        messages.info(request, gettext("Bestyrelserne er allerede spurgt. De har ikke fået en mail mere."))
    else:
        messages.success(request, _asked_words(asked))
    return redirect("initiatives:residents", pk) if again else next_step(request, initiative, RESIDENTS_POINT)


def _asked_words(asked: list[BoardRequest]) -> str:
    return ngettext(
        "Vi har spurgt bestyrelsen i %(departments)s. Medlemmerne får en mail nu.",
        "Vi har spurgt bestyrelserne i %(departments)s. Medlemmerne får en mail nu.",
        len(asked),
    ) % {"departments": departments_in_words([question.department for question in asked])}


@require_POST
def remind(request: HttpRequest, pk: int, department_pk: int) -> HttpResponse:
    """Send a board its one reminder now."""
    initiative = case_to_write(request, pk)
    question = get_object_or_404(
        initiative.board_requests.select_related("initiative"),
        department__pk=department_pk,
        closed_at__isnull=True,
    )
    try:
        people = residents.remind(question, by=request.user)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(
            request,
            ngettext(
                "Påmindelsen er lagt i kø til %(count)s person.",
                "Påmindelsen er lagt i kø til %(count)s personer.",
                len(people),
            )
            % {"count": len(people)}
            + " "
            + gettext("Påmindelser sendes på hverdage mellem kl. 8 og 20."),
        )
    return redirect("initiatives:residents", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, pk: int, department_pk: int) -> HttpResponse:
    """Take a department out: what that means, and the button."""
    initiative = case_to_write(request, pk)
    if closed := not_now(request, initiative):
        return closed
    part = get_object_or_404(
        Participation.objects.select_related("department__organisation"),
        initiative=initiative,
        department__pk=department_pk,
    )
    if request.method == "POST":
        try:
            residents.remove_department(initiative, department=part.department, by=request.user)
        except Refused as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(
                request,
                gettext("%(department)s er taget ud af indsatsen.") % {"department": part.department.title},
            )
        return redirect("initiatives:residents", pk)
    context = {
        "initiative": initiative,
        "department": part.department,
        "is_last": initiative.participations.count() == 1,
    }
    return render(request, "initiatives/resident_remove.html", context)
