"""The door before every page that is not open to everybody."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from .expired_session import log_in_and_come_back


class LogInFirstMiddleware(LoginRequiredMiddleware):
    """Sends strangers to the log-in page, and says why to somebody whose session is over.

    What they posted waits for them, where the page can give it back.
    """

    def handle_no_permission(self, request: HttpRequest, view_func: Callable) -> HttpResponse:
        if request.method == "POST" and getattr(view_func, "words_wait", False):
            return log_in_and_come_back(request)
        if request.COOKIES.get(settings.SESSION_COOKIE_NAME) and not request.session.keys():
            messages.info(
                request,
                _(
                    "Du er logget af, fordi der ikke er sket noget i et stykke tid. "
                    "Log ind, så kommer du tilbage til samme sted."
                ),
            )
        return super().handle_no_permission(request, view_func)
