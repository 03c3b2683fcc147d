"""What a source answers, and money that is promised, paid, spent and given back."""

from __future__ import annotations

import uuid

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import PortalForm
from accounts.forms.fields import (
    ChoiceBoxField,
    DayField,
    EvidenceUploadField,
    HiddenField,
    KronerField,
    LongTextField,
    SelectField,
    TextField,
    WholeNumberField,
)
from accounts.forms.question import Question
from funding.models import BudgetLine, FundingLine, SourceDate

State = FundingLine.State


class _Keyed(PortalForm):
    """A form whose second press is the same act: the page carries the key of it."""

    key = HiddenField(max_length=36)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid.uuid4

    def clean_key(self) -> uuid.UUID:
        try:
            return uuid.UUID(self.cleaned_data["key"])
        except ValueError:
            return uuid.uuid4()


class AnswerForm(PortalForm):
    """How far the money of one source has come."""

    state = ChoiceBoxField(
        label=_("Hvor langt er det?"),
        choices=State.choices,
        error_messages={"required": _("Vælg, hvor langt det er")},
    )
    applied_on = DayField(
        label=_("Hvornår er der søgt?"),
        required=False,
        not_future=True,
        error_messages={"required": _("Skriv, hvornår der er søgt")},
    )
    answered_on = DayField(
        label=_("Hvornår kom svaret?"),
        required=False,
        not_future=True,
        conditional=True,
        error_messages={"required": _("Skriv, hvornår svaret kom")},
    )
    reference = TextField(label=_("Kildens sagsnummer"), required=False, max_length=80)
    granted_amount = KronerField(
        label=_("Hvor meget er bevilget?"),
        required=False,
        conditional=True,
        error_messages={"required": _("Skriv, hvor meget der er bevilget")},
    )
    explanation = TextField(
        label=_("Hvorfor er det mere end søgt?"),
        required=False,
        conditional=True,
        max_length=300,
        error_messages={"required": _("Der er bevilget mere end søgt. Skriv hvorfor")},
    )
    condition = TextField(
        label=_("Er der en betingelse?"),
        required=False,
        max_length=300,
        help_text=_("For eksempel: send et regnskab hvert år."),
    )
    condition_due_on = DayField(
        label=_("Hvornår skal betingelsen være opfyldt?"),
        required=False,
        conditional=True,
        error_messages={"required": _("Skriv, hvornår betingelsen skal være opfyldt")},
    )
    condition_met_on = DayField(
        label=_("Hvornår blev den opfyldt?"),
        required=False,
        not_future=True,
        error_messages={"required": _("Skriv, hvornår den blev opfyldt")},
    )
    own_account = TextField(
        label=_("Hvilken konto har pengene?"),
        required=False,
        max_length=60,
        help_text=_("Kontoens navn i bogføringen. Nogle kilder kræver, at pengene står for sig selv."),
    )

    def __init__(self, *args, applied, **kwargs):
        super().__init__(*args, **kwargs)
        self.applied = applied

    def clean(self):
        data = super().clean()
        if data.get("state") == State.GRANTED:
            self.need("granted_amount", "answered_on")
            if data.get("granted_amount") is not None and data["granted_amount"] > self.applied:
                self.need("explanation")
        elif data.get("state") in (State.DECLINED, State.WITHDRAWN):
            self.need("answered_on")
        elif data.get("state") == State.APPLIED:
            self.need("applied_on")
        applied, answered = data.get("applied_on"), data.get("answered_on")
        if applied and answered and answered < applied:
            self.add_error("answered_on", _("Svaret kan ikke komme, før der er søgt"))
        return data


class CommitForm(_Keyed):
    """A promise for one year."""

    year = WholeNumberField(
        label=_("Hvilket år?"),
        min_value=2000,
        max_value=2100,
        error_messages={
            "required": _("Skriv året"),
            "min_value": _("Skriv et årstal, for eksempel 2026"),
            "max_value": _("Skriv et årstal, for eksempel 2026"),
        },
    )
    amount = KronerField(
        label=_("Hvor meget?"), error_messages={"required": _("Skriv, hvor meget der gives tilsagn om")}
    )


class MoveForm(_Keyed):
    """Money paid out, or given back."""

    commitment = SelectField(
        label=_("Hvilket tilsagn?"), error_messages={"required": _("Vælg det tilsagn, pengene hører til")}
    )
    amount = KronerField(label=_("Hvor meget?"), error_messages={"required": _("Skriv beløbet")})
    on = DayField(
        label=_("Hvornår?"),
        not_future=True,
        error_messages={"required": _("Skriv, hvornår pengene blev flyttet")},
    )
    text = TextField(label=_("Tekst"), required=False, max_length=200)

    def __init__(self, *args, commitments, **kwargs):
        super().__init__(*args, **kwargs)
        self.by_number = {str(commitment.pk): commitment for commitment in commitments}
        self.fields["commitment"].choices = [
            ("", _("Vælg")),
            *((pk, str(c)) for pk, c in self.by_number.items()),
        ]
        self.fields["on"].initial = timezone.localdate

    def clean_commitment(self):
        return self.by_number[self.cleaned_data["commitment"]]


class SpendForm(_Keyed):
    """Money that has been used."""

    category = SelectField(
        label=_("Hvad er pengene brugt på?"),
        choices=[("", _("Vælg")), *BudgetLine.Category.choices],
        error_messages={"required": _("Vælg, hvad pengene er brugt på")},
    )
    amount = KronerField(label=_("Hvor meget?"), error_messages={"required": _("Skriv beløbet")})
    on = DayField(
        label=_("Hvornår?"),
        not_future=True,
        error_messages={"required": _("Skriv, hvornår pengene blev brugt")},
    )
    text = TextField(label=_("Tekst"), required=False, max_length=200)
    voucher = TextField(
        label=_("Bilag"), required=False, max_length=60, help_text=_("Nummeret i regnskabet.")
    )
    commitment = SelectField(
        label=_("Hvem betaler?"),
        required=False,
        help_text=_("Kan vælges, når der er givet tilsagn."),
        error_messages={"required": _("Vælg, hvem der betaler")},
    )

    def __init__(self, *args, commitments, **kwargs):
        super().__init__(*args, **kwargs)
        self.by_number = {str(commitment.pk): commitment for commitment in commitments}
        self.fields["commitment"].choices = [
            ("", _("Ikke fordelt endnu")),
            *((pk, str(c)) for pk, c in self.by_number.items()),
        ]

    def clean_commitment(self):
        return self.by_number.get(self.cleaned_data["commitment"])


class WhyForm(PortalForm):
    """A reason, in words."""

    why = TextField(label=_("Hvorfor?"), max_length=200, error_messages={"required": _("Skriv hvorfor")})


class LoseForm(WhyForm):
    """The source takes its money back."""

    on = DayField(
        label=_("Fra hvilken dag?"), error_messages={"required": _("Skriv, fra hvilken dag pengene er væk")}
    )
    field_order = ["on", "why"]


class DateForm(PortalForm):
    """A day the source has set: when it pays, or when it wants to hear how the money was used."""

    kind = ChoiceBoxField(
        label=_("Hvad skal der ske?"),
        choices=SourceDate.Kind.choices,
        error_messages={"required": _("Vælg, hvad der skal ske den dag")},
    )
    on = DayField(label=_("Hvornår?"), error_messages={"required": _("Skriv datoen fra kilden")})
    note = TextField(
        label=_("Bemærkning"),
        required=False,
        max_length=200,
        help_text=_("For eksempel: anden rate, eller med underskrift fra revisor."),
    )


class SheetField(Question, forms.FileField):
    """A spreadsheet or a CSV file, read once and not kept."""

    widget = forms.FileInput
    attrs = {"accept": ".csv,.xlsx"}
    default_error_messages = {
        "empty": _("Filen er tom. Vælg en anden"),
        "missing": _("Vælg filen igen"),
        "invalid": _("Vælg filen igen"),
    }


class ActualsForm(PortalForm):
    """A file from the bookkeeping."""

    file = SheetField(
        label=_("Fil fra regnskabet"),
        help_text=_("Et regneark (xlsx) eller en CSV-fil med semikolon. Højst 1 MB."),
        error_messages={"required": _("Vælg en fil")},
    )


class CloseAccountForm(PortalForm):
    """The closing account, with the auditor's statement where a source asks for one."""

    auditor = TextField(
        label=_("Hvem er revisor?"),
        required=False,
        conditional=True,
        max_length=120,
        error_messages={"required": _("Skriv, hvem der er revisor")},
    )
    statement = EvidenceUploadField(
        label=_("Revisorerklæring"),
        required=False,
        conditional=True,
        error_messages={"required": _("Vælg filen med revisorerklæringen")},
    )
    note = LongTextField(label=_("Bemærkninger"), required=False, max_length=1000, rows=3)

    def __init__(self, *args, needs_auditor: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.needs_auditor = needs_auditor

    def clean(self):
        data = super().clean()
        if self.needs_auditor:
            self.need("auditor", "statement")
        elif data.get("statement"):
            self.need("auditor")
        return data
