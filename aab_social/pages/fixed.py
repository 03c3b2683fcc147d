"""Pages that say the same to everyone: help, privacy, accessibility."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from initiatives.views.publicly import public_page


@login_not_required
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    return public_page(request, "pages/help.html")


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return public_page(request, "pages/privacy.html")


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return public_page(request, "pages/accessibility.html")
