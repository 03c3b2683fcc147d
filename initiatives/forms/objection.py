"""The board objects to what staff wrote in its name."""

from django.utils.translation import gettext_lazy as _

from accounts.forms.base import PortalForm
from accounts.forms.fields import LongTextField


class ObjectionForm(PortalForm):
    words = LongTextField(
        label=_("Hvad er forkert?"),
        max_length=600,
        rows=3,
        error_messages={"required": _("Skriv, hvad der er forkert")},
    )
