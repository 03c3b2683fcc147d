"""Forms about figures: a measurement, a milestone, and how the same figure stands elsewhere (K8)."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import PortalForm
from accounts.forms.fields import (
    ChoiceBoxField,
    DayField,
    DecimalNumberField,
    EvidenceUploadField,
    HiddenField,
    TextField,
)
from evaluation import figures
from evaluation.measuring import far_off, far_off_question
from evaluation.models import ComparisonFigure, SuccessCriterion

LEAST = -999_999_999


class HappenedField(ChoiceBoxField):
    """Whether a milestone has been reached: yes or no, kept as 1 or 0."""

    def __init__(self, **kwargs):
        kwargs.setdefault("error_messages", {"required": _("Vælg, om det er sket")})
        choices = [("1", _("Ja")), ("0", _("Nej, ikke endnu"))]
        super().__init__(choices=choices, coerce=Decimal, empty_value=None, **kwargs)

    def prepare_value(self, value):
        return str(int(value)) if isinstance(value, Decimal) else value


class AsksOnce:
    """Mixed into a form with figures: one far from the last is asked about once, and then believed.

    `asked_about` carries the figures that have been asked about, so that the same again is an answer.
    """

    def far_off_questions(self) -> list[str]:
        """The questions to ask; empty when every figure is near, or was asked about and stands."""
        asked = set((self.cleaned_data.get("asked_about") or "").split())
        return [
            far_off_question(criterion, value, last)
            for name, criterion, value, last in self.figures_given()
            if far_off(criterion, value, last) and f"{name}={value}" not in asked
        ]

    def show_asked(self) -> None:
        """Let the next press of the button be meant."""
        self.data = self.data.copy()
        given = " ".join(f"{name}={value}" for name, _criterion, value, _last in self.figures_given())
        self.data[self.add_prefix("asked_about")] = given


class MeasurementForm(AsksOnce, PortalForm):
    """A figure, its day, and a remark."""

    value = DecimalNumberField(
        label=_("Hvad er tallet?"),
        min_value=LEAST,
        error_messages={"required": _("Skriv antallet med tal, for eksempel 24")},
    )
    measured_on = DayField(
        label=_("Hvornår er det målt?"),
        not_future=True,
        error_messages={
            "required": _("Skriv, hvornår det er målt"),
            "future": _("Datoen ligger i fremtiden. Skriv den dag, der blev målt"),
        },
    )
    note = TextField(
        label=_("Bemærkning"),
        required=False,
        max_length=300,
        help_text=_("For eksempel: Der var sommerferie."),
        error_messages={"required": _("Skriv en bemærkning")},
    )
    evidence = EvidenceUploadField(label=_("Bilag"), required=False)
    asked_about = HiddenField(label=_("Tal, der er spurgt om"))

    def __init__(self, *args, criterion: SuccessCriterion, last=None, **kwargs):
        self.criterion, self.last = criterion, last
        super().__init__(*args, **kwargs)
        if criterion.is_milestone:
            self.fields["value"] = HappenedField(label=gettext("Er det sket?"))
        self.groups = {f"part_{number}": name for number, name in enumerate(criterion.group_names)}
        for key, name in self.groups.items():
            self.fields[key] = DecimalNumberField(label=name, required=False)
        field = self.fields["value"]
        field.unit = figures.unit_word(criterion)
        if last is not None:
            field.help_text = gettext("Sidst %(amount)s, målt %(day)s.") % {
                "amount": figures.amount(last.value, criterion),
                "day": figures.day(last.measured_on),
            }

    def figures_given(self):
        last = self.last.value if self.last else None
        return [("value", self.criterion, self.cleaned_data["value"], last)]

    def three_fields(self):
        return [self[name] for name in ("value", "measured_on", "note")]

    def group_fields(self):
        return [self[key] for key in self.groups]

    def parts(self) -> dict[str, Decimal]:
        """The figures of the groups that were filled in; call it on a form that is valid."""
        given = ((name, self.cleaned_data[key]) for key, name in self.groups.items())
        return {name: value for name, value in given if value is not None}

    @property
    def opens_more(self) -> bool:
        """True when something in the fold is filled in already, or must be mended."""
        return any(field.errors or field.value() for field in (*self.group_fields(), self["evidence"]))


class ComparisonForm(PortalForm):
    """How the same figure stands elsewhere."""

    whose = ChoiceBoxField(
        label=_("Hvis tal er det?"),
        choices=ComparisonFigure.Whose.choices,
        error_messages={"required": _("Vælg, om tallet er for kommunen eller hele landet")},
    )
    value = DecimalNumberField(
        label=_("Hvad er tallet?"),
        min_value=LEAST,
        error_messages={"required": _("Skriv tallet, for eksempel 74")},
    )
    measured_on = DayField(
        label=_("Hvornår er det fra?"),
        not_future=True,
        error_messages={
            "required": _("Skriv, hvornår tallet er fra"),
            "future": _("Datoen ligger i fremtiden. Skriv den dag, tallet er fra"),
        },
    )
    source = TextField(
        label=_("Hvor er det fra?"),
        max_length=200,
        help_text=_("For eksempel: Danmarks Statistik, tabel og år."),
        error_messages={"required": _("Skriv, hvor tallet er fra")},
    )

    def __init__(self, *args, criterion: SuccessCriterion, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["value"].unit = figures.unit_word(criterion)
