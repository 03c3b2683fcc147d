"""Inviting a partner's contact, and the figures the contact writes."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import PortalForm
from accounts.forms.fields import (
    DayField,
    DecimalNumberField,
    MailField,
    ModelChoiceBoxField,
    ModelMultiChoiceBoxField,
    TextField,
    TickField,
)
from evaluation import figures
from evaluation.models import SuccessCriterion
from evaluation.results import Goal
from initiatives.models import Initiative, Partnership

from .measurements import LEAST, HappenedField


class InvitationForm(PortalForm):
    """Whom to invite, for which goals, and how long the link works."""

    partnership = ModelChoiceBoxField(
        Partnership.objects.none(),
        label=_("Hvilken partner?"),
        label_for=lambda row: str(row.partner),
        hint_for=lambda row: row.contact,
        error_messages={"required": _("Vælg, hvilken partner det er")},
    )
    email = MailField(
        label=_("Kontaktens mail"), error_messages={"required": _("Skriv kontaktens mailadresse")}
    )
    role = TextField(
        label=_("Hvad er kontakten på arbejdspladsen?"),
        max_length=120,
        help_text=_("For eksempel Teamlederen. Mailen begynder med det."),
        error_messages={"required": _("Skriv, hvad kontakten er, for eksempel Teamlederen")},
    )
    criteria = ModelMultiChoiceBoxField(
        SuccessCriterion.objects.none(),
        label=_("Hvilke tal skal de skrive?"),
        help_text=_("De ser kun de mål, du vælger her."),
        required=False,
    )
    may_evaluate = TickField(
        label=_("De skal også svare på evalueringer"),
        help_text=_("Kun når planen siger, at partnerne svarer."),
    )
    expires_on = DayField(
        label=_("Hvor længe skal linket virke?"),
        not_past=True,
        help_text="",
        error_messages={
            "required": _("Skriv den sidste dag, linket virker"),
            "past": _("Datoen er gået. Skriv en dato efter i dag"),
        },
    )

    def __init__(self, *args, initiative: Initiative, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["partnership"].queryset = initiative.partnerships.select_related("partner")
        self.fields["criteria"].queryset = initiative.criteria.all()


class PartnerFiguresForm(PortalForm):
    """One box for each goal the contact is asked about, all optional but one, and the day."""

    measured_on = DayField(
        label=_("Hvornår er tallene fra?"),
        not_future=True,
        error_messages={
            "required": _("Skriv, hvornår tallene er fra"),
            "future": _("Datoen ligger i fremtiden. Skriv den dag, der blev målt"),
        },
    )
    note = TextField(label=_("Bemærkning"), required=False, max_length=300)

    def __init__(self, *args, goals: Sequence[Goal], **kwargs):
        super().__init__(*args, **kwargs)
        self.goals = {f"goal_{goal.criterion.pk}": goal for goal in goals}
        for name, goal in self.goals.items():
            if goal.is_milestone:
                self.fields[name] = HappenedField(label=goal.name, required=False, help_text=goal.sentence)
                continue
            last = (
                gettext("Sidst %(amount)s, målt %(day)s.")
                % {"amount": goal.now_words, "day": figures.day(goal.latest.measured_on)}
                if goal.latest
                else ""
            )
            self.fields[name] = DecimalNumberField(
                label=goal.name,
                required=False,
                min_value=LEAST,
                unit=goal.unit_word,
                help_text=" ".join(part for part in (goal.criterion.method, last) if part),
            )
        self.order_fields([*self.goals, "measured_on", "note"])

    def clean(self):
        data = super().clean()
        if self.goals and not self.errors and not any(data.get(name) is not None for name in self.goals):
            self.add_error(next(iter(self.goals)), _("Skriv mindst ét tal"))
        return data

    def values(self) -> dict[SuccessCriterion, Decimal]:
        given = ((goal.criterion, self.cleaned_data.get(name)) for name, goal in self.goals.items())
        return {criterion: value for criterion, value in given if value is not None}
