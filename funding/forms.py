"""The two sides of the budget as rows: what it costs, and who pays. An empty row is no row."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import PortalForm
from accounts.forms.fields import KronerField, SelectField, TextField

from .models import FundingLine, FundingSource

MOST_ROWS = 60


class CostForm(PortalForm):
    """One cost."""

    text = TextField(
        label=_("Udgift"),
        required=False,
        conditional=True,
        max_length=120,
        error_messages={"required": _("Skriv, hvad pengene går til")},
    )
    amount = KronerField(
        label=_("Beløb i kroner"),
        required=False,
        conditional=True,
        error_messages={"required": _("Skriv, hvad det koster. Skriv 0, hvis det ikke koster noget")},
    )

    def clean(self):
        data = super().clean()
        if data.get("text") and data.get("amount") is None and "amount" not in self.errors:
            self.add_error("amount", self.fields["amount"].error_messages["required"])
        if data.get("amount") is not None and not data.get("text") and "text" not in self.errors:
            self.add_error("text", self.fields["text"].error_messages["required"])
        return data

    @property
    def is_filled(self) -> bool:
        return bool(self.cleaned_data.get("text"))


class FundingForm(PortalForm):
    """One source of money."""

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

    def __init__(self, *args, sources: list[FundingSource], **kwargs):
        super().__init__(*args, **kwargs)
        # A list read once: as a queryset every row would ask the database for the same sources.
        self.by_number = {str(source.pk): source for source in sources}
        self.fields["source"].choices = [("", _("Vælg")), *((pk, s.name) for pk, s in self.by_number.items())]

    def clean_source(self) -> FundingSource | None:
        return self.by_number.get(self.cleaned_data["source"])

    def clean(self):
        data = super().clean()
        if data.get("source") and data.get("amount") is None and "amount" not in self.errors:
            self.add_error("amount", self.fields["amount"].error_messages["required"])
        if data.get("amount") is not None and not data.get("source") and "source" not in self.errors:
            self.add_error("source", self.fields["source"].error_messages["required"])
        return data

    @property
    def is_filled(self) -> bool:
        return bool(self.cleaned_data.get("source"))


class _Rows(forms.BaseFormSet):
    """Rows that grow by a button and need no script."""

    default_error_messages = {
        "missing_management_form": _("Siden blev afbrudt. Gå tilbage, og send den igen."),
    }

    def filled(self) -> list[dict]:
        return [form.cleaned_data for form in self.forms if form.is_filled]


CostRows = forms.formset_factory(CostForm, formset=_Rows, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS)
FundingRows = forms.formset_factory(
    FundingForm, formset=_Rows, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS
)
