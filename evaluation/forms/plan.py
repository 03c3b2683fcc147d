"""The plan in three questions that have sensible answers already (K9, point 6.3)."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import PortalForm
from accounts.forms.days import read_day
from accounts.forms.fields import ChoiceBoxField, DayField, LongTextField
from evaluation import figures
from evaluation.models import EvaluationPlan
from evaluation.schedule import first_on_by_default, half_way
from initiatives.models import Initiative

Rhythm, Role = EvaluationPlan.Rhythm, EvaluationPlan.Role

LONG = dt.timedelta(days=366)


class PlanForm(PortalForm):
    """How often, from when or on which days, and who answers."""

    rhythm = ChoiceBoxField(
        label=_("Hvor tit ser vi på det?"),
        choices=Rhythm.choices,
        help_text=_("Den sidste gang er altid, når indsatsen slutter."),
        error_messages={"required": _("Vælg, hvor tit I ser på det")},
    )
    first_on = DayField(
        label=_("Hvornår er første gang?"),
        required=False,
        conditional=True,
        help_text=_("Vi skriver til dem, der skal svare, 14 dage før."),
        error_messages={"required": _("Skriv, hvornår første gang er")},
    )
    fixed_days = LongTextField(
        label=_("Hvilke datoer?"),
        required=False,
        conditional=True,
        max_length=300,
        rows=3,
        help_text=_("Skriv en dato på hver linje, for eksempel 1 3 2027."),
        error_messages={"required": _("Skriv de datoer, hvor I ser på det")},
    )
    answered_by_role = ChoiceBoxField(
        label=_("Hvem svarer?"),
        choices=[
            (Role.BOARD, Role.BOARD.label, _("Det er nok, at én fra bestyrelsen svarer.")),
            (Role.STAFF, Role.STAFF.label),
            (Role.PARTNER, Role.PARTNER.label, _("Kontakten får et link, der kun åbner spørgsmålene.")),
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
            days = "\n".join(f"{day.day}.{day.month}.{day.year}" for day in plan.days)
            found = {name: getattr(plan, name) for name in ("rhythm", "first_on", "answered_by_role")}
            return found | {"fixed_days": days}
        ends_on = initiative.ends_on
        is_long = ends_on is None or ends_on - initiative.starts_on > LONG
        return {
            "rhythm": Rhythm.HALF_YEARLY if is_long else Rhythm.QUARTERLY,
            "first_on": first_on_by_default(initiative.starts_on, ends_on),
            "answered_by_role": Role.BOARD,
        }

    def clean_fixed_days(self):
        text = self.cleaned_data["fixed_days"] or ""
        days = []
        for line in (line.strip() for line in text.replace(",", "\n").splitlines()):
            if not line:
                continue
            day = read_day([line])
            if day is None:
                raise ValidationError(
                    _(
                        "Vi kan ikke læse datoen %(line)s. Skriv den som dag, måned og år, for eksempel 1 3 2027"
                    ),
                    params={"line": line},
                )
            days.append(day)
        return sorted(set(days))

    def clean(self):
        """The first day follows from the choice where there is no rhythm."""
        data = super().clean()
        start, end = self.initiative.starts_on, self.initiative.ends_on
        rhythm, days = data.get("rhythm"), data.get("fixed_days") or []
        if rhythm == Rhythm.FIXED:
            self.need("fixed_days")
            outside = [day for day in days if day <= start or (end and day > end)]
            if outside:
                self.add_error(
                    "fixed_days",
                    gettext("%(day)s ligger uden for indsatsen. Skriv datoer, mens den kører")
                    % {"day": figures.day(outside[0])},
                )
        elif rhythm:
            data["fixed_days"] = days = []
        if rhythm in (Rhythm.MIDWAY, Rhythm.FINAL, Rhythm.FIXED):
            self.errors.pop("first_on", None)
            data["first_on"] = {
                Rhythm.MIDWAY: half_way(start, end),
                Rhythm.FINAL: end or data.get("first_on") or half_way(start, end),
                Rhythm.FIXED: days[0] if days else start,
            }[rhythm]
        elif rhythm:
            self.need("first_on")
        return data

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
