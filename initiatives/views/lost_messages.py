"""Somebody asked to join an activity, and the mail reached nobody (P5): who answers, and how."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from initiatives import rules
from initiatives.joining import lost_requests, pass_on_again, receivers_of, settle
from initiatives.models import Department, JoinRequest
from initiatives.wording import listed
from initiatives.workflow import Refused


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def message(request: HttpRequest, number: str, pk: int, message_pk: int) -> HttpResponse:
    """What was written, and two ways out: send it again, or say that it has been answered."""
    department = get_object_or_404(Department.objects.at_address(number))
    if not rules.may_write_for_department(request.user, department):
        raise Http404
    asked = JoinRequest.objects.select_related(
        "activity__department__organisation", "activity__department__consultant", "activity__contact"
    )
    found = get_object_or_404(asked, pk=message_pk, activity__pk=pk, activity__department=department)
    if request.method == "POST":
        try:
            if request.POST.get("act") == "again":
                names = listed(pass_on_again(found, by=request.user))
                messages.success(request, gettext("Beskeden er sendt til %(names)s.") % {"names": names})
            elif request.POST.get("act") == "settled":
                settle(found, by=request.user)
                messages.success(request, gettext("Tak. Så er den klaret."))
        except Refused as refusal:
            messages.warning(request, str(refusal))
            return redirect(request.path)
        return redirect("initiatives:activities", number)
    context = {
        "department": department,
        "activity": found.activity,
        "message": found,
        "is_lost": lost_requests().filter(pk=found.pk).exists(),
        "receivers": receivers_of(found.activity),
    }
    return render(request, "initiatives/departments/lost_message.html", context)
