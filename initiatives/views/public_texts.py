"""Pages of words for everybody: help with the rent (P7), the policy (P8), about, and choosing a language."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from initiatives.models import PolicyVersion, SupportService

from .publicly import for_everybody, public_page

LEAVE_TO = "https://www.dmi.dk/"
"""Where "Forlad siden" leads at once: the weather, which anybody may be reading."""


@for_everybody
def rent(request: HttpRequest) -> HttpResponse:
    """P7: whom do I ring now? No form, nothing that follows anybody, and a way to leave at once."""
    services = SupportService.objects.running(timezone.localdate()).select_related("department__organisation")
    debt = [s for s in services if s.kind == SupportService.Kind.DEBT_COUNSELLING]
    municipal = [s for s in services if s.kind == SupportService.Kind.CONTACT_PERSONS]
    context = {"debt": debt, "municipal": municipal, "leave_to": LEAVE_TO}
    return public_page(request, "public/rent.html", context)


@for_everybody
def policy(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """P8: what does AAB promise? The version in force, or an older one with a way to the one in force."""
    today = timezone.localdate()
    in_force = PolicyVersion.objects.in_force(today)
    published = PolicyVersion.objects.filter(published_at__isnull=False, in_force_from__lte=today)
    version = in_force if number is None else published.filter(number=number).first()
    if version is None:
        raise Http404
    context = {
        "version": version,
        "in_force": in_force,
        "is_old": version != in_force,
        "asked_for": number,
        "principles": list(version.principles.all()),
        "others": [v for v in published.order_by("-in_force_from") if v != version],
    }
    return public_page(request, "public/policy.html", context)


@for_everybody
def about(request: HttpRequest) -> HttpResponse:
    return public_page(request, "public/about.html")


@login_not_required
@require_safe
def language(request: HttpRequest) -> HttpResponse:
    """The one public page with a form about the reader: it sets the only cookie there is, the language."""
    back = request.GET.get("til", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    return render(request, "public/language.html", {"back": back})
