"""Forms about what comes after: does it still run, who carries it on, and the verdict about a pilot."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from accounts.forms.base import PortalForm
from accounts.forms.fields import ChoiceBoxField, DayField, KronerField, LongTextField, TextField
from evaluation.continuing import Bearing
from evaluation.models import Continuation, FollowUp, PilotPlan

Bearer = Continuation.Bearer


class FollowUpForm(PortalForm):
    """One press, and one sentence if there is time: each answer is a button of its own."""

    sentence = TextField(
        label=_("Skriv gerne én sætning"),
        max_length=300,
        required=False,
        help_text=_("For eksempel: Forældrene holder den selv åben om onsdagen."),
    )
    answer = ChoiceBoxField(
        label=_("Kører den endnu?"),
        choices=FollowUp.Answer.choices,
        error_messages={"required": _("Tryk på det svar, der passer")},
    )


class ContinuationForm(PortalForm):
    """Who carries the initiative on, and what it costs."""

    bearer = ChoiceBoxField(
        label=_("Hvem tager over, når indsatsen slutter?"),
        choices=Bearer.choices,
        error_messages={"required": _("Vælg, hvem der tager over")},
    )
    who = TextField(
        label=_("Hvem er det helt præcis?"),
        max_length=200,
        required=False,
        conditional=True,
        help_text=_("En rolle og ikke et navn. For eksempel: De frivillige i køkkengruppen."),
        error_messages={"required": _("Skriv, hvem der tager over")},
    )
    yearly_cost = KronerField(
        label=_("Hvad koster det om året bagefter?"),
        required=False,
        help_text=_("Skriv 0, hvis det ikke koster noget."),
    )
    money_from = TextField(
        label=_("Hvor kommer pengene fra?"),
        max_length=200,
        required=False,
        conditional=True,
        error_messages={"required": _("Skriv, hvor pengene kommer fra")},
    )

    def clean(self):
        data = super().clean()
        if data.get("bearer") == Bearer.NOBODY:
            data |= {"who": "", "yearly_cost": Decimal(0), "money_from": ""}
        elif data.get("bearer"):
            self.need("who")
            if data.get("yearly_cost"):
                self.need("money_from")
        return data

    def bearing(self) -> Bearing:
        data = self.cleaned_data
        return Bearing(
            bearer=data["bearer"],
            who=data["who"],
            yearly_cost=data["yearly_cost"] or Decimal(0),
            money_from=data["money_from"],
        )

    @staticmethod
    def initial_for(plan: Continuation | None) -> dict:
        if plan is None:
            return {}
        return {name: getattr(plan, name) for name in ("bearer", "who", "yearly_cost", "money_from")}


class StopDateForm(PortalForm):
    """When it is decided about a pilot."""

    stop_on = DayField(
        label=_("Hvornår afgør I forsøget?"),
        help_text=_("Vi minder dig om det 14 dage før og på dagen."),
        error_messages={"required": _("Skriv den dag, hvor I afgør forsøget")},
    )

    @staticmethod
    def suggested(starts_on: dt.date, ends_on: dt.date | None) -> dt.date:
        """Half way through, or half a year after the start."""
        return starts_on + (ends_on - starts_on) / 2 if ends_on else starts_on + dt.timedelta(182)


class PilotVerdictForm(PortalForm):
    """What was decided about a pilot, and why."""

    verdict = ChoiceBoxField(
        label=_("Hvad gør I?"),
        choices=[
            (
                PilotPlan.Verdict.SCALE,
                PilotPlan.Verdict.SCALE.label,
                _("Det virker. Andre kan gøre det samme."),
            ),
            (
                PilotPlan.Verdict.ADAPT,
                PilotPlan.Verdict.ADAPT.label,
                _("Noget virker. Prøv igen på en ny måde."),
            ),
            (
                PilotPlan.Verdict.STOP,
                PilotPlan.Verdict.STOP.label,
                _("Det virker ikke. Det er også værd at vide."),
            ),
        ],
        error_messages={"required": _("Vælg, hvad I gør")},
    )
    words = LongTextField(
        label=_("Hvorfor?"),
        max_length=600,
        rows=3,
        help_text=_("Skriv, hvad I lærte. Andre kan læse det."),
        error_messages={"required": _("Skriv, hvorfor I gør det")},
    )
