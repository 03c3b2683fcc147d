"""The number beside "Mine opgaver". Known for a minute, so that not every page asks every app."""

from collections.abc import Callable

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from aab_social import todo

KNOWN_FOR = 60  # seconds; what others do shows by then, what one does oneself shows at once


def number_waiting(user) -> int:
    """How many tasks wait for the person."""
    number = cache.get(_key(user))
    if number is None:
        number = len(todo.waiting_for(user, timezone.localdate()))
        remember(user, number)
    return number


def remember(user, number: int) -> None:
    """The page that shows the tasks has just counted them."""
    cache.set(_key(user), number, KNOWN_FOR)


class CountAgainAfterChange:
    """Middleware: whoever has just changed something sees the number anew on the next page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method not in ("GET", "HEAD", "OPTIONS") and request.user.is_authenticated:
            cache.delete(_key(request.user))
        return response


def _key(user) -> str:
    return f"waiting:{user.pk}"
