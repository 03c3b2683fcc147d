"""The ways in: a mailed code for boards, a password for staff. Nothing here tells whom we know."""

from __future__ import annotations

from allauth.account.utils import (
    get_login_redirect_url,
    get_next_redirect_url,
    passthrough_next_redirect_url,
    perform_login,
)
from allauth.core import ratelimit
from allauth.decorators import rate_limit
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.forms.login import CodeForm, MailForm, PasswordLoginForm
from accounts.login_codes import Failure, ask_for_code, try_code

# What the browser's session remembers between two pages of log-in. The address is kept here and
# not in the page's own address, which ends up in logs.
MAIL_KEY, CODE_KEY = "login_mail", "login_code"


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    """P11: the mail first; then a code, or the password page for staff."""
    if request.user.is_authenticated:
        return redirect(get_login_redirect_url(request))
    if request.method == "POST" and request.POST.get("way") == "password":
        request.session[MAIL_KEY] = request.POST.get("email", "")[:254]
        return _onwards(request, "login_password")
    form = MailForm(request.POST or None, initial={"email": request.session.get(MAIL_KEY, "")})
    if request.method == "POST" and form.is_valid():
        address = request.session[MAIL_KEY] = form.cleaned_data["email"]
        if _send_code(request, address):
            return _onwards(request, "login_code")
        form.add_error("email", _too_many_codes())
    return render(request, "account/login.html", {"form": form})


@login_not_required
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def login_code(request: HttpRequest) -> HttpResponse:
    """The page where the six digits are written. Without a code that works it offers a new one."""
    if request.user.is_authenticated:
        return redirect(get_login_redirect_url(request))
    address = request.session.get(MAIL_KEY)
    if not address:
        return _onwards(request, "account_login")
    if request.method == "POST" and "again" in request.POST:
        if _send_code(request, address):
            messages.success(request, _("Vi har sendt en ny kode. Brug koden i den nyeste mail."))
        else:
            messages.error(request, _too_many_codes())
        return _onwards(request, "login_code")
    form, failure = CodeForm(request.POST or None), None
    if CODE_KEY not in request.session:
        failure = Failure.TOO_OLD
    elif request.method == "POST" and form.is_valid():
        if not ratelimit.consume(request, action="login_code"):
            return ratelimit.respond_429(request)
        person = try_code(request.session[CODE_KEY], form.cleaned_data["code"])
        if not isinstance(person, Failure):
            _forget(request)
            return perform_login(request, person, redirect_url=get_next_redirect_url(request))
        failure = person
        if failure is Failure.WRONG:
            form.add_error("code", _("Koden passer ikke. Prøv igen, eller få en ny"))
        else:
            del request.session[CODE_KEY]
    context = {
        "form": form,
        "address": address,
        "needs_new_code": failure in (Failure.TOO_MANY, Failure.TOO_OLD),
        "too_many": failure is Failure.TOO_MANY,
        "start_url": _address(request, "account_login"),
    }
    return render(request, "account/login_code.html", context)


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@rate_limit(action="login")
@require_http_methods(["GET", "HEAD", "POST"])
def login_password(request: HttpRequest) -> HttpResponse:
    """Mail and password, for staff. Who has a second factor is asked for it next."""
    if request.user.is_authenticated:
        return redirect(get_login_redirect_url(request))
    form = PasswordLoginForm(
        request.POST or None, request=request, initial={"login": request.session.get(MAIL_KEY, "")}
    )
    if request.method == "POST" and form.is_valid():
        _forget(request)
        return perform_login(request, form.person, redirect_url=get_next_redirect_url(request))
    context = {"form": form, "start_url": _address(request, "account_login")}
    return render(request, "account/login_password.html", context)


def _send_code(request: HttpRequest, address: str) -> bool:
    """Ask for a code for this browser. False when too many were asked for, known address or not."""
    if not ratelimit.consume(request, action="request_login_code", key=address.lower()):
        return False
    request.session[CODE_KEY] = ask_for_code(address).pk
    return True


def _forget(request: HttpRequest) -> None:
    for key in (MAIL_KEY, CODE_KEY):
        request.session.pop(key, None)


def _too_many_codes() -> str:
    return _("Du har bedt om mange koder. Vent 5 minutter, eller ring til os.")


def _address(request: HttpRequest, name: str) -> str:
    """Another page of log-in, with the page that somebody wanted to see taken along."""
    return passthrough_next_redirect_url(request, reverse(name), REDIRECT_FIELD_NAME)


def _onwards(request: HttpRequest, name: str) -> HttpResponse:
    return redirect(_address(request, name))
