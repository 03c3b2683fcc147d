"""What a person reads when something is not there, not allowed, or broken: what to do now.

500 and 503 are drawn without the database, the session or a context processor, because any of these
may be what is broken.
"""

import logging

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import requires_csrf_token

from .navigation import Navigation

log = logging.getLogger(__name__)


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return HttpResponse(render_to_string("400.html"), status=400)


@requires_csrf_token
def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403. `PermissionDenied(_("sentence"))` says why and who can change it; the page shows it."""
    sentence = exception.args[0] if isinstance(exception, PermissionDenied) and exception.args else ""
    return render(request, "403.html", _frame(request) | {"sentence": sentence}, status=403)


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, the same for what is not there and for what the person may not know of: not even the address differs."""
    return render(request, "404.html", _frame(request), status=404)


@requires_csrf_token
def broken(request: HttpRequest) -> HttpResponse:
    return HttpResponse(render_to_string("500.html"), status=500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """503, for a view that must wait for something outside the portal."""
    response = HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": "60"})
    add_never_cache_headers(response)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form older than the log-in, sent from another tab, or by another site."""
    log.warning("form refused: %s %s", request.path, reason)
    return render(request, "403_csrf.html", _frame(request), status=403)


def _frame(request: HttpRequest) -> dict:
    return {"navigation": Navigation(request, here="/")}
