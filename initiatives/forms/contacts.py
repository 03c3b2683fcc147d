"""Whom to call at a partner."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.forms.base import PortalForm
from accounts.forms.fields import DayField, MailField, TextField


class ContactForm(PortalForm):
    """A person at a partner, in a role, and the last day there when they have stopped."""

    name = TextField(
        label=_("Hvad hedder kontakten?"),
        max_length=120,
        help_text=_("En, der er ansat hos partneren. Ikke en beboer."),
        error_messages={"required": _("Skriv, hvad kontakten hedder")},
    )
    role = TextField(
        label=_("Hvad er kontaktens rolle?"),
        max_length=120,
        help_text=_("For eksempel: leder, konsulent, bogholder."),
        error_messages={"required": _("Skriv, hvilken rolle kontakten har")},
    )
    email = MailField(
        label=_("Kontaktens mail"), required=False, error_messages={"required": _("Skriv en mailadresse")}
    )
    phone = TextField(label=_("Kontaktens telefon"), max_length=30, required=False)
    left_on = DayField(
        label=_("Sidste dag"),
        required=False,
        help_text=_("Skriv den, når kontakten stopper. For eksempel 14 9 2025"),
    )
