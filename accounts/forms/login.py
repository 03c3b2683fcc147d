"""The questions of log-in. Boards write a mail and a code; staff a mail, a password and perhaps a second code."""

from __future__ import annotations

import re

from allauth.account.adapter import get_adapter
from allauth.account.forms import UserTokenForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User

from .base import PortalForm
from .fields import ChoiceBoxField, MailField
from .question import Question


class PasswordField(Question, forms.CharField):
    """A password, taken exactly as it is written, spaces and all."""

    widget = forms.PasswordInput
    width = "short"

    def __init__(self, *, new: bool = False, **kwargs):
        super().__init__(strip=False, max_length=1000, **kwargs)
        self.widget.attrs["autocomplete"] = "new-password" if new else "current-password"
        # The browser would cut a pasted password without a word.
        self.widget.attrs.pop("maxlength", None)


class DigitsField(Question, forms.CharField):
    """A code of digits. Takes "418 207", "418-207" and the whole subject line of the mail."""

    width = "short"
    attrs = {"inputmode": "numeric", "autocomplete": "one-time-code", "spellcheck": "false"}

    def __init__(self, *, lengths: tuple[int, ...] = (6,), **kwargs):
        self.lengths = lengths
        super().__init__(max_length=100, **kwargs)
        self.widget.attrs.pop("maxlength", None)

    def to_python(self, value):
        return re.sub(r"[^0-9]", "", super().to_python(value) or "")

    def run_validators(self, value):
        if value and len(value) not in self.lengths:
            raise ValidationError(self.error_messages["invalid"], code="invalid")


def _mail_field() -> MailField:
    return MailField(
        label=_("Din mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
        error_messages={"required": _("Skriv en mailadresse, for eksempel navn@mail.dk")},
    )


class MailForm(PortalForm):
    """Whose log-in this is."""

    email = _mail_field()


class CodeForm(PortalForm):
    """The code from the mail."""

    code = DigitsField(
        label=_("Kode fra mailen"),
        help_text=_("6 tal, for eksempel 418 207"),
        error_messages={
            "required": _("Skriv koden fra mailen"),
            "invalid": _("Koden er 6 tal. Skriv dem alle"),
        },
    )


class PasswordLoginForm(PortalForm):
    """Mail and password. `person` is who they belong to, once they fit."""

    login = _mail_field()
    password = PasswordField(label=_("Adgangskode"), error_messages={"required": _("Skriv din adgangskode")})

    person: User | None = None

    def __init__(self, *args, request: HttpRequest, **kwargs):
        self.request = request
        super().__init__(*args, **kwargs)

    def clean(self) -> dict:
        answers = super().clean()
        if not self.errors:
            adapter = get_adapter()
            self.person = adapter.authenticate(
                self.request, email=answers["login"], password=answers["password"]
            )
            if self.person is None:
                raise adapter.validation_error("email_password_mismatch")
        return answers


class NewPasswordForm(PortalForm):
    """A new password, twice. allauth's views give the person and call `save`."""

    password1 = PasswordField(
        new=True,
        label=_("Ny adgangskode"),
        help_text=_("Mindst 12 tegn, gerne 15. Fire ord efter hinanden er lette at huske."),
        error_messages={"required": _("Skriv en ny adgangskode")},
    )
    password2 = PasswordField(
        new=True,
        label=_("Skriv den nye adgangskode igen"),
        error_messages={"required": _("Skriv den nye adgangskode igen")},
    )

    def __init__(self, *args, user: User, temp_key: str = "", **kwargs):
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_password1(self) -> str:
        return get_adapter().clean_password(self.cleaned_data["password1"], user=self.user)

    def clean_password2(self) -> str:
        again = self.cleaned_data["password2"]
        if "password1" in self.cleaned_data and again != self.cleaned_data["password1"]:
            raise ValidationError(_("De to adgangskoder er ikke ens. Skriv den samme to gange"))
        return again

    def save(self) -> None:
        adapter = get_adapter()
        adapter.set_password(self.user, self.cleaned_data["password1"])
        # Who has just chosen a password need not wait because the old one was tried too often.
        adapter._delete_login_attempts_cached_email(adapter.request, email=self.user.email)


class ChangePasswordForm(NewPasswordForm):
    """The present password and a new one."""

    oldpassword = PasswordField(
        label=_("Din nuværende adgangskode"),
        error_messages={"required": _("Skriv din nuværende adgangskode")},
    )
    field_order = ["oldpassword", "password1", "password2"]

    def clean_oldpassword(self) -> str:
        if not self.user.check_password(self.cleaned_data["oldpassword"]):
            raise get_adapter().validation_error("enter_current_password")
        return self.cleaned_data["oldpassword"]


class PasswordLinkForm(UserTokenForm):
    """Reads the link of a mail. It opens nothing for somebody who may not have a password, or was closed."""

    def clean(self) -> dict:
        answers = super().clean()
        if not (self.reset_user.is_active and self.reset_user.uses_password):
            raise get_adapter().validation_error("invalid_password_reset")
        return answers


class ConfirmPasswordForm(PortalForm):
    """The password once more, before something about log-in itself is changed."""

    password = PasswordField(
        label=_("Din adgangskode"), error_messages={"required": _("Skriv din adgangskode")}
    )

    def __init__(self, *args, user: User, **kwargs):
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        adapter = get_adapter()
        if not adapter.reauthenticate(self.user, self.cleaned_data["password"]):
            raise adapter.validation_error("incorrect_password")
        return self.cleaned_data["password"]


class SecondFactorForm(PortalForm, AuthenticateForm):
    """The second step of log-in."""

    code = DigitsField(
        lengths=(6, 8),
        label=_("Kode fra din app"),
        help_text=_("6 tal. Har du ikke din telefon? Så skriv en af dine nødkoder på 8 tal."),
        error_messages={
            "required": _("Skriv koden fra din app"),
            "invalid": _("Skriv de 6 tal fra appen, eller en nødkode på 8 tal"),
        },
    )


class ActivateSecondFactorForm(PortalForm, ActivateTOTPForm):
    """The first code from the app, which shows that it works."""

    code = DigitsField(
        label=_("Kode fra appen"),
        help_text=_("6 tal"),
        error_messages={
            "required": _("Skriv koden fra appen"),
            "invalid": _("Koden er 6 tal. Skriv dem alle"),
        },
    )

    @property
    def secret_in_groups(self) -> str:
        """The key as somebody can copy it by hand: four signs at a time."""
        return " ".join(re.findall(".{1,4}", self.secret))


class LanguageForm(PortalForm):
    """The language of pages and mails."""

    language = ChoiceBoxField(
        label=_("Sprog på sider og i mails"),
        choices=[("da", "Dansk"), ("en", "English")],
        error_messages={"required": _("Vælg et sprog")},
    )
