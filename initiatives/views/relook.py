"""Looking again at what was answered before a change: staff at a point, a board at its residents' decision."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.expired_session import log_in_and_come_back
from initiatives import relook, residents
from initiatives.checklist import assess_point
from initiatives.models import Department
from initiatives.workflow import Refused

from .case import case_to_write
from .next_step import next_step
from .resident_answer import find


@require_POST
def point_still(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Staff: the answer to the point still stands."""
    initiative = case_to_write(request, pk)
    point = assess_point(initiative, key)
    if point is None:
        raise Http404
    if initiative.status not in relook.LIVE:
        messages.warning(request, gettext("Indsatsen er slut. Der er ikke mere at se på."))
    elif relook.still_fine(initiative, requirement=point.requirement, by=request.user):
        messages.success(request, gettext("%(point)s er stadig i orden.") % {"point": point.name})
    return next_step(request, initiative, key)


@require_POST
def send_change(request: HttpRequest, pk: int, department_pk: int) -> HttpResponse:
    """Staff: show one board what was changed since it answered."""
    initiative = case_to_write(request, pk)
    departments = Department.objects.filter(participations__initiative=initiative)
    department = get_object_or_404(departments.select_related("organisation"), pk=department_pk)
    try:
        sent = residents.send_change(initiative, department=department, by=request.user)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        if sent:
            words = gettext("Ændringen er sendt til bestyrelsen i %(department)s.")
            messages.success(request, words % {"department": department.title})
    return redirect("initiatives:residents", pk)


@login_not_required
@never_cache
@require_POST
def resident_still(request: HttpRequest, pk: int, department_pk: int) -> HttpResponse:
    """A board: it is still in order. One tap, also from the link in a mail."""
    asked = find(request, pk, department_pk)
    if asked is None:
        return log_in_and_come_back(request)
    if asked.reads_only:
        raise PermissionDenied(gettext("Kun bestyrelsen svarer her."))
    if asked.request is not None and asked.request.is_about_change:
        try:
            residents.say_still_fine(asked.request, by=asked.person, seen=request.POST.get("seen", ""))
        except Refused as refusal:
            messages.warning(request, str(refusal))
            if asked.is_open and asked.may_write:
                return redirect("initiatives:resident_answer", pk, department_pk)
    return redirect("initiatives:resident_receipt", pk, department_pk)
