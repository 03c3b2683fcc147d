"""The question on the page of a link that does not work any more."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .base import PortalForm
from .fields import MailField


class NewLinkForm(PortalForm):
    """Whose link is to be renewed. The answer is the same whether the address is known or not."""

    email = MailField(
        label=_("Din mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Skriv en mailadresse, for eksempel navn@mail.dk")},
    )
