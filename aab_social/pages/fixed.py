"""Pages that say the same to everyone: help and its guides, privacy, accessibility."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from initiatives.views.publicly import public_page

from .guide_pictures import PICTURES
from .guides import BY_SLUG, GUIDES, MOVED
from .paper_forms import FORM_BY_SLUG, FORM_OF_GUIDE, PAPER_FORMS


@login_not_required
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    return public_page(request, "pages/help.html", {"guides": GUIDES, "forms": PAPER_FORMS})


def _not_here(request: HttpRequest) -> HttpResponse:
    context = {"guides": GUIDES, "forms": PAPER_FORMS, "unknown": True}
    return public_page(request, "pages/help.html", context, status=404)


@login_not_required
@require_safe
def guide(request: HttpRequest, slug: str) -> HttpResponse:
    """One guide. A name it had before leads on; an unknown one shows all of them, and whom to ring."""
    if slug in MOVED:
        return redirect("guide", MOVED[slug], permanent=True)
    found = BY_SLUG.get(slug)
    if found is None:
        return _not_here(request)
    others = [other for other in GUIDES if other is not found]
    steps = list(zip(found.steps, PICTURES[slug], strict=True))
    context = {"guide": found, "steps": steps, "others": others, "paper": FORM_OF_GUIDE.get(slug)}
    return public_page(request, "pages/guide.html", context)


@login_not_required
@require_safe
def paper_form(request: HttpRequest, slug: str) -> HttpResponse:
    """One sheet to print. An unknown name shows all of them, and whom to ring."""
    found = FORM_BY_SLUG.get(slug)
    if found is None:
        return _not_here(request)
    return public_page(request, "pages/paper_form.html", {"form": found, "guide": BY_SLUG[found.guide]})


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return public_page(request, "pages/privacy.html")


@login_not_required
@require_safe
def was(request: HttpRequest) -> HttpResponse:
    """The fixed address of the statement (P13): forwards to the one made in WAS-Tool, once there is one."""
    if settings.AAB_WAS_ADDRESS:
        return redirect(settings.AAB_WAS_ADDRESS)
    return accessibility(request)


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Our own copy, with whom to ring; it is here also when the official statement cannot be reached."""
    return public_page(request, "pages/accessibility.html", {"official": settings.AAB_WAS_ADDRESS})
