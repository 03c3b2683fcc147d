"""The number beside "Mine opgaver". Known for a minute, so that not every page asks every app."""

from collections.abc import Callable

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from aab_social import todo
from initiatives.views.publicly import begin_new_edition

KNOWN_FOR = 60  # seconds; what others do shows by then, what one does oneself shows at once


def numbers_waiting(user) -> tuple[int, int]:
    """How many tasks wait for the person, and how many of them are cases to decide."""
    numbers = cache.get(_key(user))
    if numbers is None:
        numbers = remember(user, todo.waiting_for(user, timezone.localdate()))
    return numbers


def remember(user, tasks: list) -> tuple[int, int]:
    """The tasks have just been gathered: keep their numbers."""
    numbers = len(tasks), sum(1 for task in tasks if task.key.startswith("decide:"))
    cache.set(_key(user), numbers, KNOWN_FOR)
    return numbers


class CountAgainAfterChange:
    """Middleware: whoever has just changed something sees the number anew on the next page.

    And the public pages show the change at once. Answers that send on follow a change; words kept while
    somebody types are no change, and would empty the pages every second.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method not in ("GET", "HEAD", "OPTIONS") and request.user.is_authenticated:
            cache.delete(_key(request.user))
            if 300 <= response.status_code < 400:
                begin_new_edition()
        return response


def _key(user) -> str:
    return f"waiting:{user.pk}"
