"""Search and filters above the list of initiatives. They live in the address, so a list can be shared."""

from __future__ import annotations

import re

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import PortalForm
from accounts.forms.fields import SelectField, TextField
from initiatives.fields import danish_sort_key
from initiatives.models import BoardSeat, FocusArea, Participation, Status
from initiatives.models.initiative import InitiativeQuerySet

ALL = ("", _("Alle"))


class FilterForm(PortalForm):
    """What to look for. Everything may be left open; what makes no sense is left out of the search."""

    q = TextField(label=_("Søg i navn og tekst"), required=False, cpr_guard=False, max_length=200)
    status = SelectField(label=_("Status"), choices=[ALL, *Status.choices], required=False)
    omraade = SelectField(label=_("Område"), required=False)
    afdeling = TextField(label=_("Afdeling"), required=False, cpr_guard=False, max_length=40, width="short")
    hvis = SelectField(
        label=_("Vis"),
        choices=[("", _("Alle indsatser")), ("mine", _("Kun mine"))],
        required=False,
    )
    orden = SelectField(
        label=_("Rækkefølge"),
        choices=[("", _("Senest ændret")), ("navn", _("Navn")), ("start", _("Start"))],
        required=False,
    )

    def __init__(self, *args, areas: list[FocusArea], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["omraade"].choices = [ALL, *((area.key, str(area)) for area in areas)]

    @property
    def is_in_use(self) -> bool:
        return any(value for name, value in self._chosen().items() if name != "orden")

    def first_fields(self):
        return [self["q"], self["status"], self["hvis"]]

    def more_fields(self):
        return [self["omraade"], self["afdeling"], self["orden"]]

    @property
    def is_more_in_use(self) -> bool:
        return any(self._chosen().get(field.name) for field in self.more_fields())

    def _chosen(self) -> dict:
        self.is_valid()
        return getattr(self, "cleaned_data", {})

    def applied_to(self, initiatives: InitiativeQuerySet, *, user, on) -> InitiativeQuerySet:
        """The initiatives that fit, in the chosen order. Faulty values narrow nothing."""
        chosen = self._chosen()
        if words := chosen.get("q"):
            initiatives = initiatives.filter(_named(words) | Q(summary__icontains=words))
        if status := chosen.get("status"):
            initiatives = initiatives.filter(status=status)
        if area := chosen.get("omraade"):
            through = initiatives.model.areas.through.objects.filter(focusarea__key=area)
            initiatives = initiatives.filter(Exists(through.filter(initiative=OuterRef("pk"))))
        if department := chosen.get("afdeling"):
            initiatives = initiatives.filter(Exists(_in_department(department)))
        if chosen.get("hvis") == "mine":
            initiatives = initiatives.filter(_mine(user, on))
        return initiatives.order_by(*_ORDERS[chosen.get("orden", "")])


_ORDERS = {"": ("-changed_at", "-pk"), "navn": ("sort_key", "pk"), "start": ("starts_on", "pk")}


def _named(words: str) -> Q:
    """Names with the words in them; å may be written aa, and accents left out."""
    key = danish_sort_key(words)
    return Q(sort_key__contains=key) | Q(name__icontains=words) if key else Q(name__icontains=words)


def _in_department(text: str):
    """A department by number ("58", "Afdeling 58", "95 II") or by a part of its name."""
    number = re.sub(r"^(afdeling|afd\.?)\s*", "", text.strip(), flags=re.IGNORECASE)
    here = Participation.objects.filter(initiative=OuterRef("pk"))
    found = Q(department__sort_key=danish_sort_key(number))
    if not number.isdigit():
        found |= Q(department__name__icontains=number) | Q(department__organisation__name__icontains=number)
    return here.filter(found)


def _mine(user, on) -> Q:
    """Those a person is responsible for, or that are in the departments of the person's board."""
    seats = BoardSeat.objects.in_office(on).filter(person=user)
    own = Participation.objects.filter(initiative=OuterRef("pk"), department__board_seats__in=seats)
    return Q(responsible=user) | Exists(own)
