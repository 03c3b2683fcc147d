"""A form that carries what its page showed when it was opened (see `initiatives.together`)."""

from __future__ import annotations

from collections.abc import Mapping

from django.core import signing
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import HiddenField
from initiatives.together import Clash, EditedMeanwhile

_SALT = "initiatives.forms.seen"


def pack(texts: Mapping[str, str]) -> str:
    """The texts as one hidden value, signed so that it is the portal's own."""
    return signing.dumps(dict(texts), salt=_SALT, compress=True)


class SeenField(HiddenField):
    """What the page showed: {name: text}. A broken value reads as nothing, so that every change clashes."""

    def __init__(self):
        super().__init__(max_length=40_000, label=_("Det, siden viste"))

    def prepare_value(self, value):
        return pack(value) if isinstance(value, Mapping) else value

    def clean(self, value):
        try:
            texts = signing.loads(super().clean(value) or "", salt=_SALT)
        except (signing.BadSignature, ValidationError):
            return {}
        return texts if isinstance(texts, dict) else {}


class RememberingForm:
    """Mixed into a form with a `seen` field, before PortalForm.

    `unjudged` shows what somebody typed earlier just as it was typed, without finding fault with it.
    """

    def __init__(self, *args, unjudged: bool = False, **kwargs):
        self.unjudged = unjudged
        super().__init__(*args, **kwargs)

    def full_clean(self):
        if self.unjudged:
            self._errors, self.cleaned_data = ErrorDict(), {}
            return
        super().full_clean()

    def show_again(self, standing: Mapping[str, str]) -> None:
        """After a clash: keep what was typed, and let the next press of the button be meant."""
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = pack(standing)


def seen_by(form) -> Mapping[str, str] | None:
    """What the page of a valid form showed; None when the form came without it, and everything typed is meant."""
    return form.cleaned_data["seen"] if form.add_prefix("seen") in form.data else None


def clash_rows(form, clash: EditedMeanwhile) -> list[tuple[str, Clash]]:
    """The texts that clash, each under the question it answers."""
    return [(str(form.fields[text.name].label), text) for text in clash.clashes]
