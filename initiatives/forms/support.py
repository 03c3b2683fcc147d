"""Forms about services that support daily operation, and the filters of the coverage table."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.forms.base import PortalForm
from accounts.forms.fields import ChoiceBoxField, DayField, SelectField, TextField
from initiatives.coverage import GAPS, LABELS, Subject
from initiatives.models import Department, SupportService
from initiatives.supporting import SAID
from initiatives.together import texts_of

from .seen import RememberingForm, SeenField


class ServiceForm(RememberingForm, PortalForm):
    """One service: what, who, when, where, and since when. It carries what its page showed."""

    kind = ChoiceBoxField(
        label=_("Hvad er det for et tilbud?"),
        choices=SupportService.Kind.choices,
        error_messages={"required": _("Vælg, hvad det er for et tilbud")},
    )
    who = TextField(
        label=_("Hvem hjælper?"),
        max_length=160,
        help_text=_("Rollen eller stedet, for eksempel: AAB's gældsrådgiver. Skriv ikke et privat navn."),
        error_messages={"required": _("Skriv, hvem der hjælper")},
    )
    when = TextField(
        label=_("Hvornår?"),
        required=False,
        max_length=160,
        help_text=_("For eksempel: torsdage kl. 15-17."),
    )
    where = TextField(label=_("Hvor?"), required=False, max_length=160)
    phone = TextField(label=_("Telefon"), required=False, max_length=40, width="short")
    since_on = DayField(label=_("Siden hvornår?"), required=False)
    seen = SeenField()

    def wanted(self) -> dict:
        return {name: self.cleaned_data[name] for name in SAID}

    @staticmethod
    def initial_from(service: SupportService) -> dict:
        return {name: getattr(service, name) for name in SAID} | {"seen": texts_of(service, SAID)}


class CoverageForm(PortalForm):
    """Which departments to show. It lives in the address; what makes no sense narrows nothing."""

    mangler = SelectField(
        label=_("Mangler"),
        choices=[("", _("Vis alle")), *((subject.value, LABELS[subject]) for subject in GAPS)],
        required=False,
    )
    kommune = SelectField(label=_("Kommune"), required=False)

    def __init__(self, *args, municipalities: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kommune"].choices = [("", _("Alle")), *((name, name) for name in municipalities)]
        self.is_valid()

    @property
    def is_in_use(self) -> bool:
        return bool(self.subject or self.municipality)

    @property
    def subject(self) -> Subject | None:
        chosen = self.cleaned_data.get("mangler")
        return Subject(chosen) if chosen else None

    @property
    def municipality(self) -> str:
        return self.cleaned_data.get("kommune", "")


def own_municipalities() -> list[str]:
    """The municipalities in which AAB has departments."""
    names = Department.objects.own().exclude(municipality="").order_by("municipality")
    return list(names.values_list("municipality", flat=True).distinct())
