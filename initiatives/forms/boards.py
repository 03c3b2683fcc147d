"""Who sits on a department's board, what is known about the department, and what it is merged with (K14)."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from accounts.forms.base import PortalForm, PortalModelForm
from accounts.forms.fields import (
    ChoiceBoxField,
    DayField,
    MailField,
    ModelSelectField,
    MultiChoiceBoxField,
    SelectField,
    TextField,
    TickField,
)
from accounts.models import User
from initiatives.departments.boards import NewMember
from initiatives.models import BoardSeat, Department
from initiatives.together import texts_of

from .seen import RememberingForm, SeenField

OFFICE = {"required": _("Vælg en post")}


class DepartmentForm(RememberingForm, PortalModelForm):
    """What is known about a department. Unknown is left empty. It carries what its page showed."""

    has_board = ChoiceBoxField(
        label=_("Har afdelingen en bestyrelse?"),
        choices=[("yes", _("Ja")), ("no", _("Nej")), ("unknown", _("Ved ikke"))],
        error_messages={"required": _("Vælg, om afdelingen har en bestyrelse")},
    )
    governance = ChoiceBoxField(
        label=_("Styreform"),
        choices=Department.Governance.choices,
        required=False,
        help_text=_("Lad den stå, hvis du ikke ved det."),
    )
    seen = SeenField()

    class Meta:
        model = Department
        fields = ["name", "address", "municipality", "homes", "governance", "has_board", "consultant", "note"]
        labels = {"homes": _("Hvor mange boliger?")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        names = {True: "yes", False: "no", None: "unknown"}
        self.initial["has_board"] = names[self.instance.has_board]
        self.initial["seen"] = texts_of(self.instance, self.Meta.fields)
        self.fields["consultant"].queryset = User.objects.filter(is_active=True).exclude(employment="")

    def clean_has_board(self) -> bool | None:
        return {"yes": True, "no": False, "unknown": None}[self.cleaned_data["has_board"]]

    def wanted(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class SeatForm(PortalForm):
    """One seat: office, dates, paper."""

    office = SelectField(label=_("Post"), choices=BoardSeat.Office.choices, error_messages=OFFICE)
    from_on = DayField(label=_("Fra"), error_messages={"required": _("Skriv den første dag")})
    until_on = DayField(
        label=_("Til og med"),
        required=False,
        help_text=_("Adgangen slutter efter den dag. For eksempel 14 5 2027"),
    )
    wants_paper = TickField(label=_("Vil have papir i stedet for mails"))

    def clean(self):
        data = super().clean()
        first, last = data.get("from_on"), data.get("until_on")
        if first and last and last < first:
            self.add_error("until_on", _("Sidste dag skal ligge efter første dag"))
        return data


class ChangeSeatForm(RememberingForm, SeatForm):
    """A seat that is mended. It carries what its page showed."""

    NAMES = ("office", "from_on", "until_on", "wants_paper")
    seen = SeenField()

    def wanted(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.NAMES}

    @staticmethod
    def initial_from(seat: BoardSeat) -> dict:
        names = ChangeSeatForm.NAMES
        return {name: getattr(seat, name) for name in names} | {"seen": texts_of(seat, names)}


class MemberForm(SeatForm):
    """A new member: who it is, and the seat."""

    name = TextField(label=_("Navn"), max_length=120, error_messages={"required": _("Skriv navnet")})
    email = MailField(label=_("Mail"), error_messages={"required": _("Skriv mailadressen")})
    phone = TextField(label=_("Telefon"), max_length=30, required=False)

    field_order = ["name", "email", "phone", "office", "from_on", "until_on", "wants_paper"]

    def member(self) -> NewMember:
        names = ("name", "email", "phone", "office", "wants_paper")
        return NewMember(**{name: self.cleaned_data[name] for name in names})


class ChangedBoardForm(PortalForm):
    """ "Bestyrelsen er skiftet": from when, and who goes on."""

    on = DayField(
        label=_("Fra hvilken dag?"),
        error_messages={"required": _("Skriv den dag, den nye bestyrelse begynder")},
    )
    staying = MultiChoiceBoxField(
        label=_("Hvem fortsætter?"), required=False, help_text=_("De andre stopper dagen før.")
    )

    def __init__(self, *args, seats: list[BoardSeat], **kwargs):
        super().__init__(*args, **kwargs)
        self.seats = {str(seat.pk): seat for seat in seats}
        self.fields["staying"].choices = [
            (key, f"{seat.person.name}, {seat.get_office_display().lower()}")
            for key, seat in self.seats.items()
        ]
        for key, seat in self.seats.items():
            self.fields[f"office_{key}"] = SelectField(
                label=_("Post: %(name)s") % {"name": seat.person.name},
                choices=BoardSeat.Office.choices,
                initial=seat.office,
                required=False,
            )

    def staying_seats(self) -> dict[BoardSeat, str]:
        data = self.cleaned_data
        return {self.seats[key]: data[f"office_{key}"] or self.seats[key].office for key in data["staying"]}


class NewMemberForm(PortalForm):
    """One row of the new board; a row without name and mail is no row."""

    name = TextField(
        label=_("Navn"),
        max_length=120,
        required=False,
        conditional=True,
        error_messages={"required": _("Skriv navnet")},
    )
    email = MailField(
        label=_("Mail"),
        required=False,
        conditional=True,
        error_messages={"required": _("Skriv mailadressen")},
    )
    phone = TextField(label=_("Telefon"), max_length=30, required=False)
    office = SelectField(
        label=_("Post"),
        choices=BoardSeat.Office.choices,
        initial=BoardSeat.Office.MEMBER,
        error_messages=OFFICE,
    )
    wants_paper = TickField(label=_("Vil have papir i stedet for mails"))

    def clean(self):
        data = super().clean()
        if data.get("name") or data.get("email"):
            self.need("name", "email")
        return data

    @property
    def is_filled(self) -> bool:
        return bool(self.cleaned_data.get("name"))

    def member(self) -> NewMember:
        return NewMember(**self.cleaned_data)


class MergeForm(PortalForm):
    """Into which department, and from when."""

    into = ModelSelectField(
        Department.objects.none(),
        label=_("Hvilken afdeling bliver den en del af?"),
        error_messages={"required": _("Vælg en afdeling")},
    )
    on = DayField(label=_("Fra hvilken dag?"), error_messages={"required": _("Skriv dagen")})

    def __init__(self, *args, department: Department, **kwargs):
        super().__init__(*args, **kwargs)
        others = Department.objects.own().standing().exclude(pk=department.pk).select_related("organisation")
        self.fields["into"].queryset = others.order_by("sort_key")
        self.fields["into"].label_for = lambda other: other.title_with_place

    def day(self) -> dt.date:
        return self.cleaned_data["on"]
