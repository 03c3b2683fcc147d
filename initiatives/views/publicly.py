"""How a page is shown to everybody: no session, no cookie, and kept by browsers and caches for a minute.

A stranger gets the same bytes as every other stranger who reads the same language; only the cookie
that holds the language makes a difference. Whoever is logged in gets the page with their own menu, and
that copy is kept by nobody.
"""

from __future__ import annotations

import hashlib

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_cache_control

KEPT_FOR = 60  # seconds; what is taken down is gone for everybody a minute later


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
