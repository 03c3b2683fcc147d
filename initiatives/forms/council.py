"""What the repræsentantskab decided where a department said no."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.forms.base import PortalForm
from accounts.forms.fields import DayField, EvidenceUploadField, LongTextField, TextField


class CouncilForm(PortalForm):
    """The day, the item, the words, and the minutes."""

    decided_on = DayField(
        label=_("Hvornår besluttede repræsentantskabet det?"),
        not_future=True,
        error_messages={"required": _("Skriv, hvornår repræsentantskabet besluttede det")},
    )
    item_number = TextField(
        label=_("Punkt på dagsordenen"),
        max_length=20,
        help_text=_("For eksempel 7.2"),
        error_messages={"required": _("Skriv punktets nummer")},
    )
    words = LongTextField(
        label=_("Hvad besluttede de?"),
        help_text=_("Skriv ordene fra referatet."),
        max_length=2000,
        rows=4,
        error_messages={"required": _("Skriv, hvad repræsentantskabet besluttede")},
    )
    minutes = EvidenceUploadField(label=_("Referat"), required=False)
