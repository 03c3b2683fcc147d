"""Adding a file that proves a point of a case (L8)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.forms.base import PortalForm
from accounts.forms.fields import EvidenceUploadField, ModelSelectField, SelectField, TickField
from initiatives.models import Department

LOOK_THROUGH = _(
    "Vi kan ikke læse filen. Se den igennem, og sæt kryds ved, at der ikke står CPR-numre på den"
)


class EvidenceForm(PortalForm):
    """Which file, what it proves, and whether it belongs to one department."""

    upload = EvidenceUploadField(
        label=_("Fil eller billede"), error_messages={"required": _("Vælg en fil eller et billede")}
    )
    requirement_key = SelectField(
        label=_("Hvad viser filen?"), error_messages={"required": _("Vælg det punkt, filen hører til")}
    )
    department = ModelSelectField(
        Department.objects.none(),
        label=_("Handler den om én afdeling?"),
        required=False,
        empty_label=_("Nej, om hele indsatsen"),
        help_text=_("Så kan kun den afdelings bestyrelse se filen."),
    )

    looked_through = TickField(
        label=_(
            "Jeg har set billedet eller den scannede fil igennem. Der står ingen CPR-numre og navne på den"
        ),
        conditional=True,
        help_text=_("Kun når filen er et billede eller en scanning. Den slags kan portalen ikke læse."),
        error_messages={"required": LOOK_THROUGH},
    )

    def __init__(self, *args, points: list[tuple[str, str]], departments, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["requirement_key"].choices = [("", _("Vælg")), *points]
        self.fields["department"].queryset = departments

    def clean(self):
        data = super().clean()
        if data.get("upload") and not data["upload"].is_read:
            self.need("looked_through")
        return data
