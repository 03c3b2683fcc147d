"""A new password, for staff. Boards have none, and every page here is closed to them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from allauth.account import views as allauth_views
from allauth.core import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.forms.login import MailForm
from accounts.login_codes import ask_for_password_link


def for_people_with_a_password(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Closes a page about one's own log-in to everyone who logs in by code."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.uses_password:
            raise PermissionDenied
        if not request.user.has_usable_password():
            return redirect("account_reset_password")
        return view(request, *args, **kwargs)

    return guarded


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_password(request: HttpRequest) -> HttpResponse:
    """Mail a link to a new password. The answer is the same for every address."""
    form = MailForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        address = form.cleaned_data["email"]
        if ratelimit.consume(request, action="reset_password", key=address.lower()):
            ask_for_password_link(address)
            return redirect("account_reset_password_done")
        form.add_error("email", _("Du har bedt om mange links. Vent 5 minutter, eller ring til os."))
    return render(request, "account/password_reset.html", {"form": form})


change_password = for_people_with_a_password(allauth_views.password_change)
confirm_password = for_people_with_a_password(allauth_views.reauthenticate)
