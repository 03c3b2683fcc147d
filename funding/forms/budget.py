"""The two sides of the budget as rows: what it costs, and who pays. An empty row is no row."""

from __future__ import annotations

from decimal import Decimal

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import PortalForm
from accounts.forms.fields import (
    ChoiceBoxField,
    DecimalNumberField,
    KronerField,
    SelectField,
    TextField,
    TickField,
)
from accounts.templatetags.portal import kroner
from funding.budget import HOURS
from funding.models import BudgetLine, Figures, FundingLine, FundingSource, PaidAs
from funding.splits import kroner_of

MOST_ROWS = 60


class BasisForm(PortalForm):
    """What the amounts of the page mean."""

    figures = ChoiceBoxField(
        label=_("Hvad gælder beløbene?"),
        choices=[
            (Figures.WHOLE, _("Hele perioden")),
            (Figures.PER_YEAR, _("Et år ad gangen"), _("Kender I kun beløbene pr. år, så vælg det.")),
        ],
        required=False,
        conditional=True,
        error_messages={"required": _("Vælg, om beløbene gælder hele perioden eller et år")},
    )

    def clean_figures(self) -> str:
        return self.cleaned_data["figures"] or Figures.WHOLE


class _LineForm(PortalForm):
    """What a cost and a source have in common: the amount, in what it is given, and its years."""

    main = "text"
    """The field that makes a row a row."""

    paid_as = SelectField(
        label=_("Gives som"),
        required=False,
        conditional=True,
        choices=PaidAs.choices,
        error_messages={"required": _("Vælg, om det er penge eller timer")},
    )
    hours = DecimalNumberField(
        label=_("Timer"),
        required=False,
        conditional=True,
        error_messages={"required": _("Skriv, hvor mange timer der gives")},
    )
    rate = KronerField(
        label=_("Kroner i timen"),
        required=False,
        conditional=True,
        error_messages={"required": _("Skriv, hvad en time er sat til")},
    )
    is_rounded = TickField(label=_("Beløbet er afrundet"))

    def __init__(self, *args, years: list[int] = (), **kwargs):
        super().__init__(*args, **kwargs)
        self.years = {f"y{year}": year for year in years}
        for name, year in self.years.items():
            self.fields[name] = KronerField(
                label=str(year),
                required=False,
                conditional=True,
                unit="",
                error_messages={"required": _("Skriv beløbet for året")},
            )

    @property
    def year_fields(self):
        return [self[name] for name in self.years]

    @property
    def more_is_told(self) -> bool:
        """True when the folded part of the row holds something to see."""
        names = ("hours", "rate", "is_rounded", *self.years)
        return bool(
            self.errors.keys() & {*names, "paid_as"}
            or any(self[name].value() for name in names)
            or self["paid_as"].value() not in (None, "", PaidAs.CASH)
        )

    def clean(self):
        data = super().clean()
        hours, rate = data.get("hours"), data.get("rate")
        if data.get("paid_as") in HOURS and hours is not None and rate is not None:
            data["amount"] = kroner_of(hours * rate)
            self._errors.pop("amount", None)
        elif data.get("paid_as") not in HOURS and (hours is not None or rate is not None):
            self.add_error("paid_as", _("Vælg timer, når der står timer eller kroner i timen"))
        data["by_year"] = {self.years[n]: data[n] for n in self.years if data.get(n) is not None}
        self._add_up(data)
        filled, amount = data.get(self.main), data.get("amount")
        if filled and amount is None and "amount" not in self.errors:
            self.add_error("amount", self.fields["amount"].error_messages["required"])
        if amount is not None and not filled and self.main not in self.errors:
            self.add_error(self.main, self.fields[self.main].error_messages["required"])
        return data

    def _add_up(self, data: dict) -> None:
        if not data["by_year"] or self.errors.keys() & {"amount", *self.years}:
            return
        together = sum(data["by_year"].values(), Decimal("0.00"))
        if data.get("amount") is None:
            data["amount"] = together
        elif data["amount"] != together:
            text = gettext("Årene giver %(years)s tilsammen, men her står %(amount)s Ret det ene.")
            self.add_error("amount", text % {"years": kroner(together), "amount": kroner(data["amount"])})

    @property
    def is_filled(self) -> bool:
        return bool(self.cleaned_data.get(self.main))


class CostForm(_LineForm):
    """One cost."""

    text = TextField(
        label=_("Udgift"),
        required=False,
        conditional=True,
        max_length=120,
        error_messages={"required": _("Skriv, hvad pengene går til")},
    )
    category = SelectField(
        label=_("Slags"),
        required=False,
        conditional=True,
        choices=[("", _("Vælg")), *BudgetLine.Category.choices],
        error_messages={"required": _("Vælg, hvad det er for en udgift")},
    )
    amount = KronerField(
        label=_("Beløb i kroner"),
        required=False,
        conditional=True,
        error_messages={"required": _("Skriv, hvad det koster. Skriv 0, hvis det ikke koster noget")},
    )
    field_order = ["text", "category", "amount"]


class FundingForm(_LineForm):
    """One source of money."""

    main = "source"
    source = SelectField(
        label=_("Kilde"),
        required=False,
        conditional=True,
        error_messages={"required": _("Vælg, hvor pengene kommer fra")},
    )
    amount = KronerField(
        label=_("Beløb i kroner"),
        required=False,
        conditional=True,
        error_messages={"required": _("Skriv, hvor mange penge der kommer fra kilden")},
    )
    state = SelectField(
        label=_("Hvor langt er det?"),
        required=False,
        conditional=True,
        choices=FundingLine.State.choices,
        error_messages={"required": _("Vælg, hvor langt det er")},
    )
    note = TextField(
        label=_("Bemærkning"),
        required=False,
        conditional=True,
        max_length=200,
        error_messages={"required": _("Skriv en bemærkning")},
    )
    field_order = ["source", "amount", "state", "note"]

    def __init__(self, *args, sources: list[FundingSource], **kwargs):
        super().__init__(*args, **kwargs)
        # A list read once: as a queryset every row would ask the database for the same sources.
        self.by_number = {str(source.pk): source for source in sources}
        self.fields["source"].choices = [("", _("Vælg")), *((pk, s.name) for pk, s in self.by_number.items())]

    def clean_source(self) -> FundingSource | None:
        return self.by_number.get(self.cleaned_data["source"])


class _Rows(forms.BaseFormSet):
    """Rows that grow by a button and need no script."""

    default_error_messages = {
        "missing_management_form": _("Siden blev afbrudt. Gå tilbage, og send den igen."),
    }

    def filled(self) -> list[dict]:
        return [form.cleaned_data for form in self.forms if form.is_filled]

    def readable(self) -> list[dict]:
        """The rows that can be counted already, though others must be mended first."""
        good = (form for form in self.forms if form.is_valid() and form.is_filled)
        return [form.cleaned_data for form in good]


CostRows = forms.formset_factory(CostForm, formset=_Rows, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS)
FundingRows = forms.formset_factory(
    FundingForm, formset=_Rows, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS
)
