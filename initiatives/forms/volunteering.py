"""Describing an activity (B3): seven questions, and a fold with five that can be left."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import PortalForm
from accounts.forms.fields import (
    ChoiceBoxField,
    ClockField,
    DayField,
    LongTextField,
    ModelChoiceBoxField,
    ModelSelectField,
    SelectField,
    TextField,
)
from accounts.models import User
from initiatives.departments.activities import Description
from initiatives.models import BoardSeat, Department, FocusArea, TargetGroup, VolunteerActivity, Weekday

from .seen import RememberingForm, SeenField

NO_ADDRESSES = _("Skriv ikke mailadresser og telefonnumre her. Man skriver til jer gennem siden")
_ADDRESS = re.compile(r"\S@\S|(?<!\d)(?:\+45 ?)?\d{2} ?\d{2} ?\d{2} ?\d{2}(?!\d)")

MORE = ("example", "area", "target_group", "access", "language")
"""The questions in the fold."""


class ActivityForm(RememberingForm, PortalForm):
    """One activity, in the board's own words. It carries what its page showed."""

    name = TextField(
        label=_("Hvad hedder det?"), max_length=120, error_messages={"required": _("Skriv, hvad det hedder")}
    )
    what = LongTextField(
        label=_("Hvad gør I?"),
        max_length=600,
        rows=3,
        help_text=_(
            'For eksempel: "Vi laver mad sammen i beboerhuset. Alle tager en ret med, og børnene dækker bord."'
        ),
        error_messages={"required": _("Skriv, hvad I gør")},
    )
    weekday = SelectField(
        label=_("Hvilken ugedag?"),
        choices=[("", _("Ikke en fast ugedag")), *Weekday.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    starts_at = ClockField(label=_("Fra kl."), required=False)
    ends_at = ClockField(label=_("Til kl."), required=False)
    when = TextField(
        label=_("Eller skriv hvornår"),
        max_length=120,
        required=False,
        conditional=True,
        help_text=_('For eksempel: "den første fredag i måneden".'),
        error_messages={"required": _("Vælg en ugedag, eller skriv hvornår")},
    )
    place = TextField(
        label=_("Hvor?"),
        max_length=160,
        help_text=_("For eksempel beboerhuset eller gården."),
        error_messages={"required": _("Skriv, hvor det er")},
    )
    who_can_join = TextField(
        label=_("Hvem kan være med?"),
        max_length=200,
        help_text=_('For eksempel: "Alle i afdelingen, også børn sammen med en voksen".'),
        error_messages={"required": _("Skriv, hvem der kan være med")},
    )
    contact = ModelChoiceBoxField(
        User.objects.none(),
        label=_("Hvem kan man skrive til?"),
        required=False,
        conditional=True,
        empty_label=_("Hele bestyrelsen"),
        error_messages={"required": _("Vælg, hvem man kan skrive til")},
        help_text=_("Andre ser kun posten, for eksempel formanden. De ser ikke navn, mail eller telefon."),
    )
    is_public = ChoiceBoxField(
        label=_("Må alle se det?"),
        choices=[
            ("yes", _("Ja"), _("Så kan beboere finde det og skrive til jer.")),
            ("no", _("Nej"), _("Kun I selv og AAB kan se det.")),
        ],
        error_messages={"required": _("Vælg, om alle må se det")},
    )
    example = LongTextField(
        label=_("Fortæl om en gang, det gik godt"),
        max_length=600,
        rows=3,
        required=False,
        help_text=_('For eksempel: "I maj kom 31, og fire nye naboer lærte hinanden at kende."'),
    )
    area = ModelSelectField(FocusArea.objects.none(), label=_("Hvad handler det mest om?"), required=False)
    target_group = SelectField(
        label=_("Hvem er det mest for?"), choices=[("", _("Vælg")), *TargetGroup.choices], required=False
    )
    access = SelectField(
        label=_("Er der plads til en kørestol?"),
        choices=[("", _("Ved ikke")), *VolunteerActivity.Access.choices],
        required=False,
    )
    language = TextField(
        label=_("Hvilke sprog taler I?"),
        max_length=80,
        required=False,
        help_text=_("For eksempel dansk og arabisk."),
    )

    seen = SeenField()

    def __init__(self, *args, department: Department, **kwargs):
        super().__init__(*args, **kwargs)
        seats = BoardSeat.objects.in_office(timezone.localdate()).filter(department=department)
        offices = {seat.person_id: seat.get_office_display() for seat in seats}
        field = self.fields["contact"]
        field.label_for = lambda person: f"{offices.get(person.pk, '')}: {person.name}"
        field.queryset = User.objects.filter(pk__in=offices).order_by("name")
        self.fields["area"].queryset = FocusArea.objects.filter(is_active=True)

    def clean(self):
        data = super().clean()
        for name in ("what", "when", "place", "who_can_join", "example"):
            if data.get(name) and _ADDRESS.search(data[name]):
                self.add_error(name, ValidationError(NO_ADDRESSES, code="address"))
        if data.get("weekday") is None:
            if data.get("starts_at"):
                self.add_error("weekday", _("Vælg en ugedag, når I skriver et klokkeslæt"))
            elif "weekday" not in self.errors:
                self.need("when")
        starts, ends = data.get("starts_at"), data.get("ends_at")
        if ends and not starts and "starts_at" not in self.errors:
            self.add_error("starts_at", _("Skriv også, hvornår det starter"))
        elif starts and ends and ends <= starts:
            self.add_error("ends_at", _("Det skal slutte, efter at det er startet"))
        return data

    def description(self) -> Description:
        """What was written; call it on a form that is valid."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        return Description(**{**data, "is_public": data["is_public"] == "yes"})

    @staticmethod
    def initial_from(activity: VolunteerActivity) -> dict:
        names = [name for name in ActivityForm.base_fields if name not in {"is_public", "seen"}]
        return {name: getattr(activity, name) for name in names} | {
            "is_public": "yes" if activity.is_public else "no",
            "seen": Description.of(activity).as_texts(),
        }

    @property
    def main(self) -> list:
        return [self[name] for name in self.fields if name not in {*MORE, "seen"}]

    @property
    def more(self) -> list:
        return [self[name] for name in MORE]

    @property
    def more_is_open(self) -> bool:
        return any(self[name].errors for name in MORE)


class PauseForm(PortalForm):
    """Until when an activity rests."""

    until = DayField(
        label=_("Hvornår starter det igen?"),
        not_past=True,
        error_messages={"required": _("Skriv, hvornår det starter igen")},
    )
