"""Forms about evictions: counts of a quarter, the price of one, and a calculation."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import PortalForm
from accounts.forms.fields import (
    ChoiceBoxField,
    DayField,
    DecimalNumberField,
    KronerField,
    MultiChoiceBoxField,
    SelectField,
    TextField,
    WholeNumberField,
)
from initiatives.models import UnitCost

UNKNOWN = _("Lad feltet være tomt, hvis du ikke ved det. Skriv 0, hvis der ingen var.")


def _count(label, help_text=""):
    return WholeNumberField(label=label, required=False, min_value=0, max_value=9999, help_text=help_text)


class CountsForm(PortalForm):
    """One department, one quarter. No field takes words about people."""

    demands = _count(_("Påkrav"), UNKNOWN)
    terminations = _count(_("Ophævelser"))
    court_cases = _count(_("Fogedsager"))
    evictions = _count(_("Effektive udsættelser"), _("Dem, hvor fogeden satte nogen ud."))
    counselled = _count(_("Fik rådgivning om gæld"))
    agreements = _count(_("Aftaler om betaling"))
    averted = _count(_("Afværgede udsættelser"), _("En sag var på vej til fogeden og blev standset."))
    source = TextField(
        label=_("Hvor kommer tallene fra?"),
        max_length=200,
        help_text=_("For eksempel: Økonomiafdelingen, restancelisten."),
        error_messages={"required": _("Skriv, hvor tallene kommer fra")},
    )


class UnitCostForm(PortalForm):
    """What one eviction is taken to cost. A new assumption gets a new day; old calculations keep theirs."""

    payer = ChoiceBoxField(
        label=_("Hvem betaler?"),
        choices=UnitCost.Payer.choices,
        error_messages={"required": _("Vælg, hvem der betaler")},
    )
    low = KronerField(
        label=_("Lavt skøn"), min_value=0, error_messages={"required": _("Skriv det lave skøn")}
    )
    middle = KronerField(
        label=_("Midt imellem"), min_value=0, error_messages={"required": _("Skriv beløbet midt imellem")}
    )
    high = KronerField(
        label=_("Højt skøn"), min_value=0, error_messages={"required": _("Skriv det høje skøn")}
    )
    valid_from = DayField(
        label=_("Gælder fra"), error_messages={"required": _("Skriv, hvornår beløbet gælder fra")}
    )
    source = TextField(
        label=_("Hvor kommer beløbet fra?"),
        max_length=300,
        error_messages={"required": _("Skriv, hvor beløbet kommer fra")},
    )

    def clean(self):
        data = super().clean()
        amounts = [data.get(name) for name in ("low", "middle", "high")]
        if None not in amounts and amounts != sorted(amounts):
            self.add_error("middle", _("Skriv det laveste beløb først og det højeste sidst"))
        return data


class CalculationForm(PortalForm):
    """A fall, what one compares it with, and what the work costs."""

    title = TextField(
        label=_("Hvad skal beregningen hedde?"),
        max_length=120,
        error_messages={"required": _("Skriv et navn til beregningen")},
    )
    from_year = SelectField(
        label=_("Fra år"), error_messages={"required": _("Vælg det første år")}, coerce=int
    )
    to_year = SelectField(label=_("Til år"), error_messages={"required": _("Vælg det sidste år")}, coerce=int)
    municipality = SelectField(label=_("Kommune"), required=False)
    payers = MultiChoiceBoxField(
        label=_("Hvis udgifter regner vi med?"),
        choices=UnitCost.Payer.choices,
        error_messages={"required": _("Vælg, hvis udgifter vi skal regne med")},
    )
    cost_of_work = KronerField(
        label=_("Hvad har rådgivningen kostet i alt?"),
        min_value=0,
        error_messages={"required": _("Skriv, hvad rådgivningen har kostet")},
    )
    trend_name = TextField(
        label=_("Hvad sammenligner vi med?"),
        max_length=160,
        help_text=_("For eksempel: Hele landet, de samme år."),
        error_messages={"required": _("Skriv, hvad vi sammenligner med")},
    )
    trend_percent = DecimalNumberField(
        label=_("Hvor meget ændrede det sig dér?"),
        decimals=1,
        min_value=-100,
        max_value=999,
        unit=_("procent"),
        help_text=_("Skriv minus ved et fald, for eksempel -34."),
        error_messages={"required": _("Skriv ændringen i procent")},
    )
    trend_source = TextField(
        label=_("Hvor kommer det tal fra?"),
        max_length=300,
        error_messages={"required": _("Skriv, hvor tallet kommer fra")},
    )

    def __init__(self, *args, years: list[int], municipalities: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        choices = [("", _("Vælg")), *((year, str(year)) for year in years)]
        self.fields["from_year"].choices = self.fields["to_year"].choices = choices
        self.fields["municipality"].choices = [("", _("Alle")), *((name, name) for name in municipalities)]

    def clean(self):
        data = super().clean()
        if data.get("from_year") and data.get("to_year") and data["to_year"] <= data["from_year"]:
            self.add_error("to_year", ValidationError(_("Det sidste år skal ligge efter det første")))
        return data
