"""What every page about one case begins with: fetch it for the reader, and say who may change it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext

from initiatives import rules
from initiatives.models import Initiative
from initiatives.wording import status_in_sentence


def case_to_read(request: HttpRequest, pk: int) -> Initiative:
    """The case, if the person may see it today. Foreign and missing cases give the same 404."""
    cases = Initiative.everything.visible_to(request.user, timezone.localdate()).for_list()
    return get_object_or_404(cases.select_related("changed_by", "created_by", "policy_version"), pk=pk)


def case_to_write(request: HttpRequest, pk: int) -> Initiative:
    """The case, if the person works on cases. Whether it may be edited now is asked afterwards."""
    initiative = case_to_read(request, pk)
    if not rules.works_for_aab(request.user):
        raise PermissionDenied(gettext("Kun AAB's ansatte kan rette i indsatsen."))
    return initiative


def not_now(request: HttpRequest, initiative: Initiative) -> HttpResponseRedirect | None:
    """Back to the checklist with a sentence, when the case stands so that it cannot be edited."""
    if initiative.is_editable:
        return None
    messages.warning(
        request,
        gettext("Indsatsen er %(status)s og kan ikke rettes nu.")
        % {"status": status_in_sentence(initiative.status)},
    )
    return redirect("initiatives:checklist", initiative.pk)
