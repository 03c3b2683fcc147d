"""What allauth does differently in this portal."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import mails
from accounts.models import User

SAID = {
    "account/messages/logged_out.txt": _("Du er logget ud."),
    "account/messages/password_changed.txt": _("Din nye adgangskode er gemt."),
    "mfa/messages/totp_activated.txt": _("Totrinslogin er slået til. Gem dine nødkoder nu."),
    "mfa/messages/totp_deactivated.txt": _("Totrinslogin er slået fra."),
}


class AccountAdapter(DefaultAccountAdapter):
    """Log-in for people whom AAB has entered. Nobody signs up, and boards have no password."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _(
            "Mail og adgangskode passer ikke sammen. Prøv igen, eller få en ny adgangskode."
        ),
        "enter_current_password": _("Det er ikke din nuværende adgangskode. Prøv igen."),
        "incorrect_password": _("Adgangskoden passer ikke. Prøv igen."),
        "incorrect_code": _("Koden passer ikke. Prøv igen, eller få en ny"),
        "invalid_password_reset": _("Linket virker ikke længere. Få et nyt."),
        "too_many_login_attempts": _("Du har prøvet for mange gange. Vent 5 minutter, og prøv igen."),
        "rate_limited": _("Du har prøvet for mange gange. Vent 5 minutter, og prøv igen."),
    }

    def is_ajax(self, request: HttpRequest) -> bool:
        """The pages are pages; allauth would answer some requests with forms as JSON."""
        return False

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_stages(self) -> list[str]:
        """After mail and password comes the second factor, for those who have one. Nothing else."""
        return ["allauth.mfa.stages.AuthenticateStage"]

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Somebody was closed while logging in; told where to call, not that the account is known."""
        messages.error(request, _("Du kunne ikke logge ind. Ring til os, hvis du mener, det er en fejl."))
        return redirect("account_login")

    def set_password(self, user: User, password: str) -> None:
        """Keep a new password. Raises PermissionDenied for everyone who logs in by code."""
        if not user.uses_password:
            raise PermissionDenied
        user.set_password(password)
        user.save(update_fields=["password"])

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("my_page")

    def get_reauthentication_methods(self, user: User) -> list[dict]:
        """The password once more, before somebody changes how they log in."""
        if not user.is_authenticated or not user.uses_password:
            return []
        return [{"id": "reauthenticate", "description": "", "url": reverse("account_reauthenticate")}]

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say what happened in the portal's words; what has none here goes without saying."""
        if text := message or SAID.get(message_template):
            messages.add_message(request, level, text, extra_tags=extra_tags)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Tries are counted per mail alone; allauth counts per host name too, which a visitor chooses."""
        return credentials.get("email", "").lower()

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Refuse: every mail of the portal goes through the outbox, also those of log-in."""
        raise NotImplementedError(template_prefix)

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict | None = None, email: str | None = None
    ) -> None:
        """Tell the person by mail that the password or the second factor was changed."""
        mails.tell_about_security(user, template_prefix.rpartition("/")[2])


def _vault() -> MultiFernet:
    """Locks with SECRET_KEY, opens with it and with those before it (SECRET_KEY_FALLBACKS)."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (hashlib.sha256(b"accounts.second_factor" + key.encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


class SecondFactorAdapter(DefaultMFAAdapter):
    """The second factor: keys are locked away, so that a copy of the database gives no codes."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _(
            "Du kan ikke slå totrinslogin fra. Ring til os, hvis du har brug for det."
        ),
        "cannot_generate_recovery_codes": _("Slå totrinslogin til, før du laver nødkoder."),
        "incorrect_code": _("Koden passer ikke. Prøv igen med den kode, der står i appen nu"),
        "unverified_email": _("Totrinslogin kan ikke slås til på den mailadresse. Ring til os."),
    }

    def encrypt(self, text: str) -> str:
        return _vault().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _vault().decrypt(encrypted_text.encode()).decode()
