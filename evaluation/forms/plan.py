"""The plan in three questions that have sensible answers already (K9, point 6.3)."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import PortalForm
from accounts.forms.fields import ChoiceBoxField, DayField, LongTextField
from evaluation import figures
from evaluation.models import EvaluationPlan
from evaluation.schedule import first_on_by_default
from initiatives.models import Initiative

Rhythm, Role = EvaluationPlan.Rhythm, EvaluationPlan.Role

LONG = dt.timedelta(days=366)


class PlanForm(PortalForm):
    """How often, from when, and who answers."""

    rhythm = ChoiceBoxField(
        label=_("Hvor tit ser vi på det?"),
        choices=Rhythm.choices,
        help_text=_("Den sidste gang er altid, når indsatsen slutter."),
        error_messages={"required": _("Vælg, hvor tit I ser på det")},
    )
    first_on = DayField(
        label=_("Hvornår er første gang?"),
        help_text=_("Vi skriver til dem, der skal svare, 14 dage før."),
        error_messages={"required": _("Skriv, hvornår første gang er")},
    )
    answered_by_role = ChoiceBoxField(
        label=_("Hvem svarer?"),
        choices=[
            (Role.BOARD, Role.BOARD.label, _("Det er nok, at én fra bestyrelsen svarer.")),
            (Role.STAFF, Role.STAFF.label),
        ],
        error_messages={"required": _("Vælg, hvem der svarer")},
    )

    def __init__(self, *args, initiative: Initiative, asks_why: bool = False, **kwargs):
        self.initiative = initiative
        super().__init__(*args, **kwargs)
        if asks_why:
            self.fields["reason"] = LongTextField(
                label=_("Hvorfor er planen ændret?"),
                required=False,
                max_length=600,
                rows=3,
                error_messages={"required": _("Skriv, hvorfor planen er ændret")},
            )

    @staticmethod
    def initial_for(initiative: Initiative, plan: EvaluationPlan | None) -> dict:
        """The plan there is, or AAB's own suggestion: each quarter, half-yearly when it runs over a year."""
        if plan is not None:
            return {name: getattr(plan, name) for name in ("rhythm", "first_on", "answered_by_role")}
        ends_on = initiative.ends_on
        is_long = ends_on is None or ends_on - initiative.starts_on > LONG
        return {
            "rhythm": Rhythm.HALF_YEARLY if is_long else Rhythm.QUARTERLY,
            "first_on": first_on_by_default(initiative.starts_on, ends_on),
            "answered_by_role": Role.BOARD,
        }

    def clean_first_on(self):
        day = self.cleaned_data["first_on"]
        start, end = self.initiative.starts_on, self.initiative.ends_on
        if day and day <= start:
            words = gettext("Første gang skal ligge efter %(start)s, hvor indsatsen starter")
            self.add_error("first_on", words % {"start": figures.day(start)})
        elif day and end and day > end:
            words = gettext("Første gang skal ligge senest %(end)s, hvor indsatsen slutter")
            self.add_error("first_on", words % {"end": figures.day(end)})
        return day
