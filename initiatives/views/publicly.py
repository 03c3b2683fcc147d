"""How a page is shown to everybody: no session, no cookie, and kept by browsers and caches for a minute.

A stranger gets the same bytes as every other stranger who reads the same language; only the cookie
that holds the language makes a difference. Whoever is logged in gets the page with their own menu, and
that copy is kept by nobody.
"""

from __future__ import annotations

import hashlib
import time
import uuid
from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

KEPT_FOR = 60  # seconds; what is taken down is gone for everybody a minute later
_EDITION = "public.edition"


def for_everybody(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page anybody may read without a log-in. What one stranger got serves the next, for a minute in all:
    the browser is told how much of the minute is left.

    Only whole pages are kept, none with choices in its address: those are without end. Whatever a person who
    is logged in changes through the portal shows at once, for it begins a new edition (`begin_new_edition`).
    """

    @login_not_required
    @require_safe
    @wraps(view)
    def page(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.GET or request.user.is_authenticated:
            return view(request, *args, **kwargs)
        # The edition is read before the page is: one that was made while somebody wrote belongs to the old one.
        path = hashlib.sha256(request.path.encode()).hexdigest()
        key = f"public:{cache.get(_EDITION, '')}:{get_language()}:{path}"
        made_at, content = cache.get(key) or (0, b"")
        age = int(time.time() - made_at)
        if age < KEPT_FOR:
            return kept(request, HttpResponse(content), seconds=KEPT_FOR - age)
        response = view(request, *args, **kwargs)
        if response.status_code == 200:
            cache.set(key, (time.time(), response.content), KEPT_FOR)
        return response

    return page


def begin_new_edition() -> None:
    """Something was changed: no page that was made before is shown again.

    The mark itself may be forgotten after the pages of its time are.
    """
    cache.set(_EDITION, uuid.uuid4().hex, 2 * KEPT_FOR)


def public_page(
    request: HttpRequest, template: str, context: dict | None = None, status: int = 200
) -> HttpResponse:
    response = render(request, template, {**(context or {}), "is_public": True}, status=status)
    if request.user.is_authenticated:
        patch_cache_control(response, private=True, no_cache=True)
        return response
    return kept(request, response)


def kept(request: HttpRequest, response: HttpResponse, *, seconds: int = KEPT_FOR) -> HttpResponse:
    """Let everybody's caches keep it, and answer 304 to who has it already."""
    patch_cache_control(response, public=True, max_age=seconds if response.status_code == 200 else 0)
    if response.status_code != 200:
        return response
    etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response.headers["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response) or response
