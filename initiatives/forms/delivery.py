"""What staff add when an answer came by phone, on paper or at a meeting (K17): who gave it, how and when."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from accounts.forms.base import PortalForm
from accounts.forms.fields import ChoiceBoxField, DayField, TextField
from initiatives.models import BoardSeat, ResidentDecision
from initiatives.residents import Delivery


class DeliveryForm(PortalForm):
    """Who answered, how and when it came to AAB. A member of the board by name, anybody else by a role."""

    OTHER = "other"

    who = ChoiceBoxField(
        label=_("Hvem har svaret?"), choices=(), error_messages={"required": _("Vælg, hvem der har svaret")}
    )
    given_by = TextField(
        label=_("Hvem var det?"),
        required=False,
        conditional=True,
        max_length=120,
        help_text=_("Skriv en rolle og ikke et navn, for eksempel ejendomskontoret."),
        error_messages={"required": _("Skriv, hvem der har svaret")},
    )
    channel = ChoiceBoxField(
        label=_("Hvordan kom svaret?"),
        choices=[
            (value, label)
            for value, label in ResidentDecision.Channel.choices
            if value != ResidentDecision.Channel.PORTAL
        ],
        error_messages={"required": _("Vælg, hvordan svaret kom")},
    )
    received_on = DayField(
        label=_("Hvornår kom svaret?"),
        not_future=True,
        error_messages={
            "required": _("Skriv, hvornår svaret kom"),
            "future": _("Datoen ligger i fremtiden. Skriv den dag, svaret kom"),
        },
    )

    DELIVERY = ("who", "given_by", "channel", "received_on")

    def __init__(self, *args, seats: Sequence[BoardSeat], **kwargs):
        self.people = {str(seat.person_id): seat.person for seat in seats}
        super().__init__(*args, **kwargs)
        members = [(key, person.name) for key, person in self.people.items()]
        self.fields["who"].choices = [*(members or self.instead_of_board()), (self.OTHER, _("En anden"))]

    def instead_of_board(self) -> list[tuple[str, str]]:
        """Who else can answer where nobody sits in the board, beside anybody else."""
        return []

    def clean(self):
        data = super().clean()
        if data.get("who") == self.OTHER:
            self.need("given_by")
        else:
            self.forget("given_by")
        return data

    def role_of(self, who: str) -> str:
        """The role of one who is no member of the board, in words."""
        return self.cleaned_data["given_by"]

    def delivery(self) -> Delivery:
        """How the answer came; call it on a form that is valid."""
        data = self.cleaned_data
        who = data["who"]
        return Delivery(
            channel=data["channel"],
            received_on=data["received_on"],
            answered_by=self.people.get(who),
            given_by="" if who in self.people else self.role_of(who),
        )
