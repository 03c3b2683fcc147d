"""The form with which an initiative is closed (K11): final figures, final evaluation, money, and what was learnt."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import PortalForm
from accounts.forms.fields import (
    ChoiceBoxField,
    DecimalNumberField,
    KronerField,
    LongTextField,
    TextField,
)
from evaluation.forms.criteria import LEAST
from evaluation.results import Goal
from initiatives.closing import ClosingFacts
from initiatives.forms.seen import RememberingForm
from initiatives.models import Closing

LONGEST = 2000
CARRIED_ON = (Closing.SelfSustaining.YES, Closing.SelfSustaining.WITH_HELP)


class ClosingForm(RememberingForm, PortalForm):
    """`goals` are those without a final figure; `evaluated` is True when the final evaluation is there.

    `never_began` is True for an approved case that was not set in motion: it can only be stopped.
    """

    not_measured = LongTextField(
        label=_("Hvorfor kan det ikke måles?"),
        help_text=_("Kun hvis du ikke skriver et tal ved alle mål."),
        required=False,
        conditional=True,
        rows=3,
        max_length=LONGEST,
        error_messages={"required": _("Skriv tallene, eller skriv, hvorfor det ikke kan måles")},
    )
    not_evaluated = LongTextField(
        label=_("Hvorfor mangler den sidste evaluering?"),
        required=False,
        conditional=True,
        rows=3,
        max_length=LONGEST,
        error_messages={"required": _("Svar på evalueringen, eller skriv, hvorfor den mangler")},
    )
    outcome = ChoiceBoxField(
        label=_("Hvordan sluttede den?"),
        choices=Closing.Outcome.choices,
        error_messages={"required": _("Vælg, hvordan den sluttede")},
    )
    stop_reason = LongTextField(
        label=_("Hvorfor stoppede den før tid?"),
        help_text=_("Det kommer til at stå i historikken."),
        required=False,
        conditional=True,
        rows=3,
        max_length=LONGEST,
        error_messages={"required": _("Skriv, hvorfor den stoppede før tid")},
    )
    verdict = ChoiceBoxField(
        label=_("Virkede den?"),
        choices=Closing.Verdict.choices,
        error_messages={"required": _("Vælg, om den virkede")},
    )
    learnt = LongTextField(
        label=_("Hvad lærte vi?"),
        help_text=_("Skriv det, andre kan bruge: Hvad virkede? Hvad ville I gøre anderledes?"),
        max_length=LONGEST,
        error_messages={"required": _("Skriv, hvad I lærte")},
    )
    self_sustaining = ChoiceBoxField(
        label=_("Kører den videre af sig selv?"),
        choices=Closing.SelfSustaining.choices,
        error_messages={"required": _("Vælg, om den kører videre")},
    )
    carried_on_by = TextField(
        label=_("Hvem fører den videre?"),
        help_text=_(
            "For eksempel: en gruppe frivillige, afdelingen eller kommunen. Skriv ikke navne på beboere."
        ),
        required=False,
        conditional=True,
        max_length=200,
        error_messages={"required": _("Skriv, hvem der fører den videre")},
    )
    money_left = KronerField(
        label=_("Hvor mange penge er tilbage?"),
        help_text=_("Skriv 0, hvis alt er brugt."),
        error_messages={"required": _("Skriv, hvor mange penge der er tilbage. Skriv 0, hvis alt er brugt")},
    )
    money_left_use = TextField(
        label=_("Hvad sker der med pengene?"),
        help_text=_("Kun hvis der er penge tilbage."),
        required=False,
        conditional=True,
        max_length=200,
        error_messages={"required": _("Skriv, hvad der sker med de penge, der er tilbage")},
    )

    def __init__(self, *args, goals: Sequence[Goal], evaluated: bool, never_began: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.goals = {f"goal_{goal.criterion.pk}": goal for goal in goals}
        for name, goal in self.goals.items():
            self.fields[name] = DecimalNumberField(
                label=goal.name,
                min_value=LEAST,
                required=False,
                conditional=True,
                unit=goal.unit_word,
                help_text=gettext("%(sentence)s Sidst målt: %(last)s.")
                % {"sentence": goal.sentence, "last": goal.now_words}
                if goal.latest
                else goal.sentence,
                error_messages={"required": gettext("Skriv tallet")},
            )
        if not goals:
            del self.fields["not_measured"]
        if evaluated:
            del self.fields["not_evaluated"]
        if never_began:
            stopped = Closing.Outcome.STOPPED_EARLY
            self.fields["outcome"].choices = [(stopped, stopped.label)]
            self.initial.setdefault("outcome", stopped)
        self.order_fields([*self.goals])

    def clean(self):
        data = super().clean()
        if any(data.get(name) is None and name not in self.errors for name in self.goals):
            self.need("not_measured")
        if "not_evaluated" in self.fields:
            self.need("not_evaluated")
        if data.get("outcome") == Closing.Outcome.STOPPED_EARLY:
            self.need("stop_reason")
        elif data.get("outcome"):
            self.forget_faults("stop_reason")
        if data.get("self_sustaining") in CARRIED_ON:
            self.need("carried_on_by")
        elif data.get("self_sustaining"):
            self.forget_faults("carried_on_by")
        if data.get("money_left"):
            self.need("money_left_use")
        return data

    def figures(self) -> list[tuple]:
        """(criterion, value) for every final figure that was written."""
        return [
            (goal.criterion, self.cleaned_data[name])
            for name, goal in self.goals.items()
            if self.cleaned_data.get(name) is not None
        ]

    def facts(self, *, may_share: bool) -> ClosingFacts:
        """What was answered; an answer to a question that was not asked after all is left out."""
        data = self.cleaned_data
        stopped = data["outcome"] == Closing.Outcome.STOPPED_EARLY
        unmeasured = len(self.figures()) < len(self.goals)
        return ClosingFacts(
            outcome=data["outcome"],
            stop_reason=data["stop_reason"] if stopped else "",
            verdict=data["verdict"],
            learnt=data["learnt"],
            self_sustaining=data["self_sustaining"],
            carried_on_by=data["carried_on_by"] if data["self_sustaining"] in CARRIED_ON else "",
            money_left=data["money_left"] or Decimal(0),
            money_left_use=data["money_left_use"] if data["money_left"] else "",
            not_measured=data.get("not_measured", "") if unmeasured else "",
            not_evaluated=data.get("not_evaluated", ""),
            may_share=may_share,
        )
