"""Moving a case to a newer version of the policy: what is different, what would be missing, and then the act."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from initiatives.policy_differences import as_if_moved, differences, move_to_version, newer_version_for
from initiatives.workflow import Refused

from .case import case_to_write


@require_http_methods(["GET", "HEAD", "POST"])
def move_policy(request: HttpRequest, pk: int) -> HttpResponse:
    """Staff: the case follows an older version; see the difference, and move it."""
    initiative = case_to_write(request, pk)
    version = newer_version_for(initiative)
    if version is None:
        messages.info(request, gettext("Sagen følger den version af politikken, den skal."))
        return redirect("initiatives:checklist", pk)
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        try:
            move_to_version(
                initiative,
                version=version,
                by=request.user,
                seen_version=int(seen) if seen.isascii() and seen.isdigit() else None,
            )
        except Refused as refusal:
            messages.warning(request, str(refusal))
            return redirect("initiatives:policy_move", pk)
        words = gettext("Sagen følger nu version %(number)s af politikken.")
        messages.success(request, words % {"number": version.number})
        return redirect("initiatives:checklist", pk)
    context = {
        "initiative": initiative,
        "version": version,
        "differences": differences(initiative.policy_version, version),
        "missing": as_if_moved(initiative, version).blocking,
    }
    return render(request, "initiatives/policy_move.html", context)
