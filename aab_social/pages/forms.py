"""The forms of a decision, and of all the decisions of a meeting."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import PortalForm
from accounts.forms.fields import (
    ChoiceBoxField,
    DayField,
    HiddenField,
    KronerField,
    LongTextField,
    MultiChoiceBoxField,
    TextField,
)
from accounts.models import User
from initiatives.bodies import Member
from initiatives.checklist import Assessment
from initiatives.models import Body, Decision
from initiatives.wording import in_sentence, listed

OPEN_OR_CLOSED = (("open", _("Åbent punkt")), ("closed", _("Lukket punkt")))


class DecisionForm(PortalForm):
    """Approve with an amount, return with points and words, or say no with words."""

    outcome = ChoiceBoxField(
        label=_("Hvad beslutter I?"),
        choices=(
            (Decision.Outcome.APPROVED, _("Godkend")),
            (Decision.Outcome.RETURNED, _("Send tilbage")),
            (Decision.Outcome.DECLINED, _("Sig nej")),
        ),
        error_messages={"required": _("Vælg, hvad I beslutter")},
    )
    amount = KronerField(
        label=_("Beløb fra AAB"),
        required=False,
        conditional=True,
        help_text=_("Kun når du godkender. Skriv 0, hvis AAB ikke giver penge."),
        error_messages={"required": _("Skriv beløbet fra AAB. Skriv 0, hvis AAB ikke giver penge")},
    )
    points = MultiChoiceBoxField(
        label=_("Punkter, der skal rettes"),
        required=False,
        conditional=True,
        help_text=_("Kun når du sender tilbage."),
        error_messages={"required": _("Vælg mindst ét punkt, der skal rettes")},
    )
    words = LongTextField(
        label=_("Vilkår eller begrundelse"),
        required=False,
        conditional=True,
        max_length=2000,
        help_text=_("Kan springes over, når du godkender."),
        error_messages={"required": _("Skriv, hvad der skal rettes")},
    )
    held_on = DayField(
        label=_("Hvornår var mødet?"),
        required=False,
        conditional=True,
        not_future=True,
        error_messages={"required": _("Skriv, hvornår mødet var")},
    )
    item_number = TextField(
        label=_("Punkt på dagsordenen"),
        required=False,
        conditional=True,
        max_length=20,
        help_text=_("For eksempel 7.2"),
        error_messages={"required": _("Skriv punktets nummer")},
    )
    item_kind = ChoiceBoxField(
        label=_("Var punktet åbent eller lukket?"),
        required=False,
        conditional=True,
        choices=OPEN_OR_CLOSED,
        error_messages={"required": _("Vælg, om punktet var åbent eller lukket")},
    )
    present = MultiChoiceBoxField(
        label=_("Hvem var ellers til stede?"),
        required=False,
        help_text=_("Dig selv skal du ikke vælge."),
    )
    out = MultiChoiceBoxField(label=_("Hvem var ude som inabil?"), required=False)
    seen_version = HiddenField()

    def __init__(
        self,
        *args,
        assessment: Assessment,
        told: dict[str, list],
        follows: Body | None = None,
        members: list[Member] = (),
        decider: User | None = None,
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        self.fields["points"].choices = [
            (point.key, f"{point.key} {point.name}") for point in assessment.relevant
        ]
        people = people_choices(members, decider)
        for name in ("present", "out"):
            if name in self.fields:
                self.fields[name].choices = people
        self.fields["outcome"].widget.hint_for = lambda value: self._consequence(str(value), told, follows)

    @staticmethod
    def _consequence(outcome: str, told: dict[str, list], follows: Body | None) -> str:
        people = listed(person.name for person in told.get(outcome, ()))
        names = {"people": people, "body": in_sentence(follows.name) if follows else ""}
        if outcome == Decision.Outcome.APPROVED and follows:
            if not people:
                return gettext("Sagen går videre til %(body)s.") % names
            return gettext("Sagen går videre til %(body)s. %(people)s får besked på mail.") % names
        sentence = {
            Decision.Outcome.APPROVED: gettext("%(people)s får besked på mail."),
            Decision.Outcome.RETURNED: gettext(
                "Vælg de punkter, der skal rettes. Indsatsen kan så rettes igen. %(people)s får besked på mail."
            ),
            Decision.Outcome.DECLINED: gettext(
                "Skriv hvorfor. Indsatsen lukkes, men bliver ikke slettet. %(people)s får besked på mail."
            ),
        }.get(outcome, "")
        return sentence % names if sentence else ""

    def clean(self):
        data = super().clean()
        outcome = data.get("outcome")
        if outcome and outcome != Decision.Outcome.APPROVED:
            self.forget_faults("amount")
        if outcome and outcome != Decision.Outcome.RETURNED:
            self.forget_faults("points")
        if (
            outcome == Decision.Outcome.APPROVED
            and data.get("amount") is None
            and "amount" not in self.errors
        ):
            self.add_error("amount", self.fields["amount"].error_messages["required"])
        if outcome == Decision.Outcome.RETURNED and not data.get("points") and "points" not in self.errors:
            self.add_error("points", self.fields["points"].error_messages["required"])
        needs_words = outcome in (Decision.Outcome.RETURNED, Decision.Outcome.DECLINED)
        if needs_words and not data.get("words") and "words" not in self.errors:
            self.add_error(
                "words",
                self.fields["words"].error_messages["required"]
                if outcome == Decision.Outcome.RETURNED
                else gettext("Skriv, hvorfor I siger nej"),
            )
        if self.says_meeting(data):
            self.need("held_on", "item_number", "item_kind")
        return data

    def says_meeting(self, data: dict) -> bool:
        """True when anything about a meeting was written; then its day and item are needed."""
        names = ("held_on", "item_number", "item_kind", "present", "out")
        return any(data.get(name) or name in self.errors for name in names)

    def clean_seen_version(self):
        value = self.cleaned_data["seen_version"]
        return int(value) if str(value).isdecimal() and len(str(value)) < 10 else 0

    def as_saved(self) -> dict:
        """The answer as plain data, to be shown on the check page and used when it is confirmed."""
        data = self.cleaned_data
        approved = data["outcome"] == Decision.Outcome.APPROVED
        returned = data["outcome"] == Decision.Outcome.RETURNED
        return {
            "outcome": data["outcome"],
            "amount": str(data["amount"]) if approved else "",
            "points": data["points"] if returned else [],
            "words": data["words"],
            "seen_version": data["seen_version"],
            "held_on": data["held_on"].isoformat() if data.get("held_on") else "",
            "item_number": data["item_number"],
            "item_kind": data["item_kind"],
            "present": [int(pk) for pk in data.get("present") or ()],
            "out": [int(pk) for pk in data["out"]],
        }

    @staticmethod
    def initial_from(kept: dict) -> dict:
        """What the person wrote last time, put back into the form."""
        data = dict(kept)
        data["amount"] = Decimal(data["amount"]) if data.get("amount") else None
        data["held_on"] = dt.date.fromisoformat(data["held_on"]) if data.get("held_on") else None
        for name in ("present", "out"):
            data[name] = [str(pk) for pk in data.get(name, ())]
        return data


def people_choices(members: list[Member], decider: User | None) -> list[tuple[str, str]]:
    """The others of the body to choose from; a deputy is named with whom the deputy stands in for."""
    return [
        (
            str(member.person.pk),
            gettext("%(person)s på vegne af %(member)s")
            % {"person": member.person, "member": member.on_behalf_of}
            if member.on_behalf_of
            else str(member.person),
        )
        for member in members
        if member.person != decider
    ]


class MeetingForm(PortalForm):
    """Who was at the meeting, told once for all its cases."""

    present = MultiChoiceBoxField(
        label=_("Hvem var ellers til stede?"),
        required=False,
        help_text=_("Dig selv skal du ikke vælge."),
    )

    def __init__(self, *args, members: list[Member], decider: User, initial: dict | None = None, **kwargs):
        initial = {"present": [str(pk) for pk in (initial or {}).get("present", ())]}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["present"].choices = people_choices(members, decider)

    def chosen_people(self) -> list[int]:
        return [int(pk) for pk in self.cleaned_data["present"]]


class MeetingCaseForm(DecisionForm):
    """What a meeting decided about one of its cases; the day and who was there stand once for all."""

    LATER = "later"

    held_on = None
    present = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [
            *self.fields["outcome"].choices,
            (self.LATER, _("Ikke behandlet")),
        ]
        self.fields["outcome"].label = gettext("Hvad besluttede I?")
        self.initial.setdefault("outcome", self.LATER)
        self.initial.setdefault("item_kind", "open")

    @property
    def is_answered(self) -> bool:
        return self.cleaned_data["outcome"] != self.LATER

    def says_meeting(self, data: dict) -> bool:
        if data.get("outcome") not in (None, self.LATER):
            self.need("item_number", "item_kind")
        return False
