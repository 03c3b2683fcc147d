"""Where a person goes after saving a point: on to the next one that is missing, or back to the list."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect

from initiatives.checklist import assess
from initiatives.models import Initiative


def next_step(request: HttpRequest, initiative: Initiative, key: str) -> HttpResponseRedirect:
    """After the button "Gem, og gå til næste, der mangler" (named `next`), or back to the checklist.

    `key` is the point just saved. When nothing is missing any more, the next step is to send the case;
    when only other people's answers are, the checklist shows whose.
    """
    if "next" in request.POST:
        assessment = assess(Initiative.everything.get(pk=initiative.pk))
        missing = assessment.next_missing(after=key)
        if missing is not None:
            return redirect(missing.url)
        if assessment.holds:
            return redirect("initiatives:send", initiative.pk)
    return redirect("initiatives:checklist", initiative.pk)
