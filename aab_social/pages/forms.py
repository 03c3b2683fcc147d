"""The form of a decision."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import PortalForm
from accounts.forms.fields import (
    ChoiceBoxField,
    HiddenField,
    KronerField,
    LongTextField,
    MultiChoiceBoxField,
)
from initiatives.checklist import Assessment
from initiatives.models import Decision, SavedAnswer
from initiatives.wording import listed


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
    seen_version = HiddenField()

    def __init__(self, *args, assessment: Assessment, told: dict[str, list], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["points"].choices = [
            (point.key, f"{point.key} {point.name}") for point in assessment.relevant
        ]
        self.fields["outcome"].widget.hint_for = lambda value: self._consequence(str(value), told)

    @staticmethod
    def _consequence(outcome: str, told: dict[str, list]) -> str:
        people = listed(person.name for person in told.get(outcome, ()))
        sentence = {
            Decision.Outcome.APPROVED: gettext("%(people)s får besked på mail."),
            Decision.Outcome.RETURNED: gettext(
                "Vælg de punkter, der skal rettes. Indsatsen kan så rettes igen. %(people)s får besked på mail."
            ),
            Decision.Outcome.DECLINED: gettext(
                "Skriv hvorfor. Indsatsen lukkes, men bliver ikke slettet. %(people)s får besked på mail."
            ),
        }.get(outcome, "")
        return sentence % {"people": people} if sentence else ""

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
        return data

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
        }

    @staticmethod
    def initial_from(saved: SavedAnswer) -> dict:
        """What the person wrote last time, put back into the form."""
        data = dict(saved.data)
        data["amount"] = Decimal(data["amount"]) if data.get("amount") else None
        return data
