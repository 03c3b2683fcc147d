"""The addresses of a department that has become part of another send their readers on."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext

from .models import Department

UNDER = "afdelinger/<str:number>/"


class MergedDepartments:
    """Middleware: what is not found under a merged department's number is looked for under the new one's.

    Reading goes to the same page of the new department. What was written for the old one is not written on the
    new: it goes to the new department's page, and says why.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        match = request.resolver_match
        if not isinstance(exception, Http404) or match is None or not match.route.startswith(UNDER):
            return None
        number = match.kwargs["number"]
        merged = Department.objects.own().filter(
            number__in={number, number.replace("-", " ")}, merged_into__isnull=False
        )
        old = merged.select_related("organisation", "merged_into__organisation").first()
        if old is None:
            return None
        new = old.merged_into
        if request.user.is_authenticated:
            messages.info(
                request,
                gettext("%(old)s er nu en del af %(new)s.") % {"old": old.title, "new": new.title},
            )
        if request.method not in ("GET", "HEAD"):
            return redirect("initiatives:department", new.address_number)
        answer = redirect(
            reverse(match.view_name, kwargs=match.kwargs | {"number": new.address_number}), permanent=False
        )
        patch_cache_control(answer, max_age=60)
        return answer
