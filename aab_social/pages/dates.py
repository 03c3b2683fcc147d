"""Frister (L3): what comes next, month by month, and the feed for one's own calendar."""

from __future__ import annotations

import datetime as dt
import itertools

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import quote_etag
from django.utils.translation import gettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from accounts import dates, ical
from accounts.models import CalendarLink
from accounts.outbox.letter import absolute

AHEAD_DAYS = 92
"""Three months, as the page says; the calendar holds a year."""
A_YEAR_DAYS = 366


@require_safe
def dates_page(request: HttpRequest) -> HttpResponse:
    on = timezone.localdate()
    whole_year = request.GET.get("vis") == "aar"
    last = on + dt.timedelta(A_YEAR_DAYS if whole_year else AHEAD_DAYS)
    found = dates.dates_for(request.user, on, last)
    months = [
        (first, list(days)) for first, days in itertools.groupby(found, lambda date: date.on.replace(day=1))
    ]
    link = dates.open_link(request.user)
    address = absolute(link.path) if link else ""
    return render(
        request,
        "pages/dates.html",
        {
            "today": on,
            "months": months,
            "whole_year": whole_year,
            "address": address,
            "webcal": "webcal:" + address.partition(":")[2] if address else "",
        },
    )


@require_POST
def new_link(request: HttpRequest) -> HttpResponse:
    had_one = dates.open_link(request.user) is not None
    dates.make_link(person=request.user, by=request.user)
    if had_one:
        messages.success(request, gettext("Du har fået et nyt link. Det gamle virker ikke længere."))
    else:
        messages.success(request, gettext("Dit link er klar."))
    return redirect(reverse("dates") + "#kalender")


@require_POST
def stop_link(request: HttpRequest) -> HttpResponse:
    dates.stop_link(person=request.user, by=request.user)
    messages.success(request, gettext("Linket virker ikke længere."))
    return redirect("dates")


@login_not_required
@require_safe
@cache_control(private=True, max_age=0)
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The feed itself, for calendar programs, which cannot log in. 410 when the link has been stopped."""
    link = CalendarLink.objects.for_token(token)
    if link is None:
        raise Http404
    person = link.person
    with translation.override(person.language):
        if link.revoked_at or not person.is_active:
            gone = gettext("Linket virker ikke længere. Log ind, og hent et nyt under Frister: %(address)s")
            return HttpResponse(
                gone % {"address": absolute(reverse("dates"))},
                status=410,
                content_type="text/plain; charset=utf-8",
            )
        on = timezone.localdate()
        first, last = on - dt.timedelta(dates.BEHIND_DAYS), on + dt.timedelta(dates.AHEAD_DAYS)
        content = ical.feed(dates.dates_for(person, first, last))
    etag = quote_etag(dates.digest(content))
    if request.headers.get("If-None-Match") == etag:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'inline; filename="frister.ics"'
    response["ETag"] = etag
    response["X-Robots-Tag"] = "noindex"
    return response
