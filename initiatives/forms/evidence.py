"""Adding a file or a link that proves a point of a case (L8), replacing it, and saying what it proves."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import PortalForm
from accounts.forms.fields import (
    DayField,
    EvidenceUploadField,
    LinkField,
    ModelSelectField,
    MultiChoiceBoxField,
    SelectField,
    TextField,
    TickField,
)
from initiatives.evidence import CheckedLink
from initiatives.models import Department

LOOK_THROUGH = _(
    "Vi kan ikke læse filen. Se den igennem, og sæt kryds ved, at der ikke står CPR-numre på den"
)


FILE_OR_LINK = _("Vælg en fil, eller skriv et link")


class FileOrLinkForm(PortalForm):
    """A file or a link, and the last day it is good for."""

    upload = EvidenceUploadField(label=_("Fil eller billede"), required=False)
    link = LinkField(
        label=_("Eller et link"),
        required=False,
        help_text=_("For eksempel til et referat på AAB's hjemmeside."),
        error_messages={"invalid": _("Skriv et link, for eksempel https://www.aab.dk/referat")},
    )
    link_name = TextField(
        label=_("Hvad skal linket hedde?"),
        required=False,
        max_length=120,
        help_text=_("Står der ikke noget, viser vi adressen."),
    )
    valid_until = DayField(
        label=_("Gælder til og med"),
        required=False,
        not_past=True,
        help_text=_("Kun hvis filen udløber, som en aftale eller et tilsagn. For eksempel 31 12 2027"),
    )
    looked_through = TickField(
        label=_(
            "Jeg har set billedet eller den scannede fil igennem. Der står ingen CPR-numre og navne på den"
        ),
        conditional=True,
        help_text=_("Kun når filen er et billede eller en scanning. Den slags kan portalen ikke læse."),
        error_messages={"required": LOOK_THROUGH},
    )

    def clean(self):
        data = super().clean()
        if data.get("upload") and data.get("link"):
            self.add_error("link", ValidationError(_("Vælg enten en fil eller et link. Tag det ene væk")))
        if data.get("upload") and not data["upload"].is_read:
            self.need("looked_through")
        return data

    def ask_for_one(self) -> None:
        """Refuse a form with neither a file nor a link."""
        if not self.paper and not {"upload", "link"} & self.errors.keys():
            self.add_error("upload", ValidationError(FILE_OR_LINK, code="required"))

    @property
    def paper(self):
        """What was given: a checked upload, a link, or None."""
        data = self.cleaned_data
        if data.get("upload"):
            return data["upload"]
        if data.get("link"):
            return CheckedLink(data["link"], data.get("link_name") or _shown(data["link"]))
        return None


def _shown(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.netloc.removeprefix('www.')}{parts.path.rstrip('/')}"[:120]


class EvidenceForm(FileOrLinkForm):
    """Which file, what it proves, and whether it belongs to one department."""

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
    also = MultiChoiceBoxField(label=_("Viser filen også andre punkter?"), required=False)

    def __init__(self, *args, points: list[tuple[str, str]], departments, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["requirement_key"].choices = [("", _("Vælg")), *points]
        self.fields["department"].queryset = departments
        self.fields["also"].choices = points

    def clean(self):
        data = super().clean()
        self.ask_for_one()
        return data


class NewVersionForm(FileOrLinkForm):
    """A new version of a file, or another last day for the file as it is."""

    def __init__(self, *args, valid_until, **kwargs):
        self.day_before = valid_until
        super().__init__(*args, initial={"valid_until": valid_until}, **kwargs)

    def clean(self):
        data = super().clean()
        if data.get("valid_until") == self.day_before:
            self.ask_for_one()
        return data


class PointsForm(PortalForm):
    """The points a file proves beside the one it was put under."""

    keys = MultiChoiceBoxField(label=_("Viser filen også andre punkter?"), required=False)

    def __init__(self, *args, points: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["keys"].choices = points
