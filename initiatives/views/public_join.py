"""Writing to those who hold an activity: three questions, and the portal passes it on (P5)."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from initiatives.forms.stories import JoinForm
from initiatives.joining import ask_to_join, receivers_of, too_many

from .public import activity_path, public_activity


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    found = public_activity(pk)
    today = timezone.localdate()
    reachable = bool(receivers_of(found, today)) and not found.is_paused(today)
    form = JoinForm(request.POST or None)
    context = {"activity": found, "form": form, "reachable": reachable, "back": activity_path(found)}
    if request.method == "POST" and reachable and form.is_valid():
        if too_many(request, found):
            context["busy"] = True
            return render(request, "public/join.html", context, status=429)
        ask_to_join(found, **form.cleaned_data)
        return redirect("initiatives:join_sent", pk)
    return render(request, "public/join.html", context)


@login_not_required
@require_http_methods(["GET", "HEAD"])
def sent(request: HttpRequest, pk: int) -> HttpResponse:
    found = public_activity(pk)
    return render(request, "public/join_sent.html", {"activity": found, "back": activity_path(found)})
