"""What somebody typed while the session ran out: kept in the new session, given back after log-in.

A form is posted, the session is over, and the person is sent to log in. The words wait in the browser's own
session, which nobody else has, and only for the address they were posted to. Chosen files do not wait.
"""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext

from accounts.cpr import refuse_personal_numbers

KEY = "typed_before_login"
LONGEST = 20_000
"""Signs kept of one form in all. A form asks for far less; more is not typing."""


def words_wait(view: Callable) -> Callable:
    """Marks a view that gives back what was posted to it without a session (see `typed_before_login`).

    Never on a page that asks for a password or a code.
    """
    view.words_wait = True
    return view


def log_in_and_come_back(request: HttpRequest) -> HttpResponse:
    """Send an unknown visitor to log in; what was posted waits until then."""
    if request.method == "POST":
        if hold(request):
            sentence = gettext(
                "Du er logget af, fordi der ikke er sket noget i et stykke tid. Vi har gemt det, du skrev. "
                "Log ind, så kommer du tilbage til samme sted."
            )
        else:
            sentence = gettext("Du er logget af, fordi der ikke er sket noget i et stykke tid. Log ind igen.")
        messages.info(request, sentence)
    return redirect_to_login(request.get_full_path())


def hold(request: HttpRequest) -> bool:
    """Put the posted words aside; not when they hold a CPR number or are more than anybody types."""
    typed = {name: request.POST.getlist(name) for name in request.POST if name != "csrfmiddlewaretoken"}
    texts = [text for values in typed.values() for text in values]
    if sum(len(text) for text in texts) + sum(len(name) for name in typed) > LONGEST:
        return False
    try:
        for text in texts:
            refuse_personal_numbers(text)
    except ValidationError:
        return False
    storable = {
        name: [text.encode("utf-8", "ignore").decode() for text in values] for name, values in typed.items()
    }
    request.session[KEY] = {"path": request.get_full_path(), "typed": storable}
    return True


def typed_before_login(request: HttpRequest) -> QueryDict | None:
    """The words that waited for this address, once; None when there are none."""
    held = request.session.get(KEY)
    if not held or held["path"] != request.get_full_path():
        return None
    del request.session[KEY]
    typed = QueryDict(mutable=True)
    for name, values in held["typed"].items():
        typed.setlist(name, values)
    return typed
