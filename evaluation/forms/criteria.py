"""The form about a goal (K8)."""

from __future__ import annotations

from decimal import Decimal

from django.forms.utils import ErrorDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import PortalForm
from accounts.forms.fields import (
    ChoiceBoxField,
    DayField,
    DecimalNumberField,
    LongTextField,
    TextField,
    TickField,
)
from evaluation import figures
from evaluation.advice import advice
from evaluation.criteria import PLENTY, CriterionFacts
from evaluation.models import SuccessCriterion
from initiatives.forms.seen import RememberingForm
from initiatives.models import Initiative

from .measurements import LEAST

Unit, Direction, Counts = SuccessCriterion.Unit, SuccessCriterion.Direction, SuccessCriterion.Counts

AS_THE_FIGURES_SAY = ""


class CriterionForm(RememberingForm, PortalForm):
    """A goal in five questions; what is measured in and which way it should go have answers already."""

    name = TextField(
        label=_("Hvad skal blive bedre?"),
        max_length=120,
        help_text=_("Skriv, hvad der ændrer sig for beboerne. For eksempel: Flere børn får lavet lektier."),
        error_messages={"required": _("Skriv, hvad der skal blive bedre")},
    )
    baseline = DecimalNumberField(
        label=_("Hvor er vi nu?"),
        min_value=LEAST,
        help_text=_("Et tal, for eksempel 12. Er der ikke noget endnu, så skriv 0."),
        error_messages={"required": _("Skriv tallet i dag, for eksempel 12")},
    )
    target = DecimalNumberField(
        label=_("Hvor vil vi hen?"),
        min_value=LEAST,
        help_text=_("Et tal, for eksempel 40."),
        error_messages={"required": _("Skriv det tal, I vil nå, for eksempel 40")},
    )
    target_on = DayField(
        label=_("Hvornår?"),
        help_text="",  # a date is there already
        error_messages={"required": _("Skriv, hvornår I vil være i mål")},
    )
    method = TextField(
        label=_("Hvordan måler vi?"),
        max_length=300,
        help_text=_("For eksempel: Vi tæller ved døren hver onsdag."),
        error_messages={"required": _("Skriv, hvordan I måler det")},
    )
    counted = TextField(
        label=_("Hvad tæller I?"),
        required=False,
        max_length=40,
        help_text=_("Ordet efter tallet. For eksempel: personer, børn, familier."),
        error_messages={"required": _("Skriv, hvad I tæller")},
        width="short",
    )
    unit = ChoiceBoxField(
        label=_("Hvad er tallet?"),
        choices=[
            (Unit.COUNT, _("Et antal")),
            (Unit.PERCENT, _("Procent"), _("En del af alle. For eksempel: 34 procent kender deres naboer.")),
            (
                Unit.PERCENTAGE_POINTS,
                _("Procentpoint"),
                _("Forskellen mellem to procenter. Fra 34 til 38 procent er 4 procentpoint."),
            ),
            (Unit.KRONER, _("Kroner")),
            (Unit.MILESTONE, _("Ja eller nej"), _("Noget, der skal være sket. Så skal I ikke skrive tal.")),
        ],
        error_messages={"required": _("Vælg, hvad tallet er")},
    )
    direction = ChoiceBoxField(
        label=_("Hvilken vej skal det gå?"),
        required=False,
        conditional=True,
        choices=[
            (AS_THE_FIGURES_SAY, _("Fra det ene tal til det andet"), _("Op eller ned, som tallene siger.")),
            (Direction.HOLD, _("Hold niveauet"), _("Tallet er godt nu og skal blive ved med det.")),
            (
                Direction.RANGE,
                _("Inden for to tal"),
                _("For eksempel mellem 20 og 30, eller højst 3. Skriv det laveste som mål."),
            ),
        ],
        error_messages={"required": _("Vælg, hvilken vej det skal gå")},
    )
    target_high = DecimalNumberField(
        label=_("Det højeste tal"),
        required=False,
        conditional=True,
        min_value=LEAST,
        help_text=_('Kun når I har valgt "Inden for to tal".'),
        error_messages={"required": _("Skriv det højeste tal")},
    )

    counts = ChoiceBoxField(
        label=_("Tæller I personer eller fremmøder?"),
        required=False,
        choices=[
            (Counts.PEOPLE, Counts.PEOPLE.label, _("Den samme person tæller kun én gang.")),
            (Counts.ATTENDANCES, Counts.ATTENDANCES.label, _("Den samme person tæller hver gang.")),
        ],
    )
    baseline_on = DayField(label=_("Hvornår er tallet i dag fra?"), required=False)
    baseline_source = TextField(
        label=_("Hvor er tallet i dag fra?"),
        required=False,
        max_length=200,
        help_text=_("For eksempel: Vores egen optælling i uge 36."),
    )
    data_source = TextField(
        label=_("Hvor får I tallene fra?"),
        required=False,
        max_length=200,
        help_text=_("For eksempel: Ejendomskontoret, kommunen eller Danmarks Statistik."),
    )
    groups = TextField(
        label=_("Skal tallet deles i grupper?"),
        required=False,
        max_length=200,
        help_text=_("Skriv dem med komma imellem. For eksempel: piger, drenge."),
    )

    MORE = (
        "counted",
        "counts",
        "unit",
        "direction",
        "target_high",
        "baseline_on",
        "baseline_source",
        "data_source",
        "groups",
    )
    APART = ("reason", "insists")

    def __init__(
        self,
        *args,
        initiative: Initiative,
        asks_why: bool = False,
        has_plenty: bool = False,
        is_new: bool = False,
        **kwargs,
    ):
        """`has_plenty`: the case has five goals already, so a sixth must be insisted on.

        `is_new`: where goals are approved, why another one is added is asked, not why it is different.
        """
        self.initiative = initiative
        super().__init__(*args, **kwargs)
        if has_plenty:
            self.fields["insists"] = TickField(
                label=gettext("Vi har brug for flere end %(count)s mål") % {"count": PLENTY},
                required=True,
                help_text=_("Flere mål er svære at holde øje med. Kan I nøjes med de vigtigste?"),
                error_messages={
                    "required": gettext("Sæt kryds, hvis I har brug for flere end %(count)s mål")
                    % {"count": PLENTY}
                },
            )
        if asks_why:
            self.fields["reason"] = LongTextField(
                label=_("Hvorfor kommer der et mål til?")
                if is_new
                else _("Hvorfor skal målet være anderledes?"),
                max_length=600,
                rows=3,
                help_text=_("Målene er godkendt. Grunden bliver stående i historikken."),
                error_messages={
                    "required": _("Skriv, hvorfor der kommer et mål til")
                    if is_new
                    else _("Skriv, hvorfor målet skal være anderledes")
                },
            )

    @staticmethod
    def initial_for(facts: CriterionFacts) -> dict:
        """The answers of a goal that is there already."""
        goes_by_itself = facts.direction in (Direction.UP, Direction.DOWN)
        return {
            **{name: getattr(facts, name) for name in CriterionForm.base_fields},
            "direction": AS_THE_FIGURES_SAY if goes_by_itself else facts.direction,
        }

    def clean(self):
        data = super().clean()
        if data.get("unit") == Unit.MILESTONE:
            self._clean_milestone(data)
        low, high = data.get("baseline"), data.get("target")
        direction = data.get("direction")
        if direction == AS_THE_FIGURES_SAY and low is not None and low == high:
            self.add_error("target", _("Målet er det samme som starttallet. Skriv, hvor I vil hen"))
        if direction == Direction.RANGE and high is not None:
            self._clean_range(high, data.get("target_high"))
        if data.get("target_on"):
            self._clean_day(data["target_on"])
        return data

    def _clean_milestone(self, data):
        """A milestone needs no figures: it goes from no to yes."""
        for name in ("baseline", "target", "target_high"):
            self.errors.pop(name, None)
        data |= {
            "baseline": Decimal(0),
            "target": Decimal(1),
            "direction": AS_THE_FIGURES_SAY,
            "target_high": None,
        }

    def _clean_range(self, low, high):
        if "target_high" in self.errors:
            return
        if high is None:
            self.add_error("target_high", self.fields["target_high"].error_messages["required"])
        elif high <= low:
            self.add_error("target_high", _("Det højeste tal skal være større end det laveste"))

    def _clean_day(self, day):
        start, end = self.initiative.starts_on, self.initiative.ends_on
        if day <= start:
            words = gettext("Datoen skal ligge efter %(start)s, hvor indsatsen starter")
            self.add_error("target_on", words % {"start": figures.day(start)})
        elif end and day > end:
            words = gettext("Datoen skal ligge senest %(end)s, hvor indsatsen slutter")
            self.add_error("target_on", words % {"end": figures.day(end)})

    def five_fields(self):
        return [self[name] for name in self.fields if name not in (*self.MORE, *self.APART)]

    def more_fields(self):
        return [self[name] for name in self.MORE]

    @property
    def opens_more(self) -> bool:
        """True when something in the fold differs from what it usually is, or must be mended."""
        usual = {"unit": Unit.COUNT, "direction": AS_THE_FIGURES_SAY}
        return any(
            self[name].errors or (self[name].value() or "") != usual.get(name, "") for name in self.MORE
        ) or bool(self["target"].errors)

    def facts(self) -> CriterionFacts:
        data = self.cleaned_data
        direction = data["direction"]
        if direction == AS_THE_FIGURES_SAY:
            direction = Direction.UP if data["target"] > data["baseline"] else Direction.DOWN
        return CriterionFacts(
            name=data["name"],
            baseline=data["baseline"],
            target=data["target"],
            target_on=data["target_on"],
            method=data["method"],
            unit=data["unit"],
            counted=data["counted"] if data["unit"] == Unit.COUNT else "",
            direction=direction,
            target_high=data["target_high"] if direction == Direction.RANGE else None,
            counts=data["counts"] if data["unit"] == Unit.COUNT else "",
            baseline_on=data["baseline_on"],
            baseline_source=data["baseline_source"],
            data_source=data["data_source"],
            groups=data["groups"],
        )

    def advice(self) -> list[str]:
        """What could be said better, from whatever is typed so far."""
        data = self.cleaned_data
        return advice(
            name=data.get("name") or "",
            counted=data.get("counted") or "",
            groups=data.get("groups") or "",
            unit=data.get("unit") or Unit.COUNT,
            baseline=data.get("baseline"),
            target=data.get("target"),
            target_on=data.get("target_on"),
        )

    def ask_nothing_yet(self) -> None:
        """Whoever asks for advice has not finished: nothing is to be mended yet."""
        self._errors = ErrorDict()
