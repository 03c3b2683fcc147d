"""The board answers whether an initiative takes over what residents do themselves (point 1.2), and is asked to.

Open to members of the board who are logged in, and to those who came by the link in their mail.
"""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.expired_session import log_in_and_come_back
from accounts.tasklinks import answering_person
from initiatives import rules
from initiatives.displacement import ask_board_about_volunteers, review_volunteer_work
from initiatives.models import DisplacementRequest, Participation
from initiatives.overlaps import TASK
from initiatives.workflow import Refused

from .case import case_to_write
from .displacement import displacement_forms


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: int, department_pk: int) -> HttpResponse:
    """Each activity of one's own, answered one by one; the first of the board answers for all."""
    found = DisplacementRequest.objects.filter(initiative__pk=pk, department__pk=department_pk)
    asked = found.select_related("initiative", "department__organisation").order_by("-pk").first()
    person = request.user if request.user.is_authenticated else None
    if person is None and asked is not None:
        person = answering_person(request, TASK, asked.pk)
    if person is None:
        return log_in_and_come_back(request)
    if asked is None or not rules.sits_on_the_board_of(person, asked.department):
        raise Http404
    initiative, department = asked.initiative, asked.department
    takes_part = Participation.objects.filter(initiative=initiative, department=department).exists()
    is_open = initiative.is_editable and takes_part
    data = request.POST if request.method == "POST" and is_open else None
    (form,) = displacement_forms(initiative, data, [department], when_empty={})
    review = (
        initiative.displacement_reviews.select_related("reviewed_by").filter(department=department).first()
    )
    answered = review.reviewed_at.isoformat() if review else ""
    overtaken = data is not None and "answered" in data and data["answered"] != answered
    if data is not None and form.is_valid() and not overtaken:
        try:
            review_volunteer_work(
                initiative,
                notes={department: form.cleaned_data["note"]},
                effects=form.effects(),
                by=person,
                for_board=True,
            )
        except Refused as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(
                request, gettext("Tak. Bestyrelsens svar er gemt. I kan rette det, til sagen bliver sendt.")
            )
        return redirect("initiatives:displacement_answer", pk, department_pk)
    context = {
        "initiative": initiative,
        "department": department,
        "form": form if is_open else None,
        "review": review,
        "answered": answered,
        "overtaken": overtaken,
    }
    status = 409 if overtaken else 200
    return render(request, "initiatives/displacement_answer.html", context, status=status)


@require_POST
def ask(request: HttpRequest, pk: int, department_pk: int) -> HttpResponse:
    """Staff ask the board of one department."""
    initiative = case_to_write(request, pk)
    parts = Participation.objects.select_related("department__organisation")
    part = get_object_or_404(parts, initiative=initiative, department__pk=department_pk)
    try:
        ask_board_about_volunteers(initiative, department=part.department, by=request.user)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        said = {"department": part.department.title}
        messages.success(request, gettext("Bestyrelsen i %(department)s er spurgt.") % said)
    return redirect("initiatives:displacement", pk)
