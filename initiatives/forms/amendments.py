"""Proposing a change to an approved initiative, and mending a small thing in it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.forms.base import PortalForm
from accounts.forms.fields import ChoiceBoxField, LongTextField, ModelSelectField, TextField
from accounts.models import User
from initiatives.amendments import Correction
from initiatives.models import Amendment, Initiative

from .seen import RememberingForm

Kind = Amendment.Kind
REASON = _("Hvorfor?")


class ProposeForm(RememberingForm, PortalForm):
    """What sort of change, which decides where one begins; and why."""

    kind = ChoiceBoxField(
        label=_("Hvad skal ændres?"),
        choices=[
            (
                Kind.CORRECTION,
                Kind.CORRECTION.label,
                _("Navn, ord, målgruppe eller ansvarlig. Gælder med det samme."),
            ),
            (Kind.TIME, Kind.TIME.label, _("Ny slutdato. Den boligsociale leder siger ja eller nej.")),
            (
                Kind.MONEY,
                Kind.MONEY.label,
                _("Nye tal i budgettet. Beløbet afgør, hvem der siger ja eller nej."),
            ),
            (Kind.SCOPE, Kind.SCOPE.label, _("Kun de afdelinger, det rører, bliver spurgt igen.")),
        ],
        error_messages={"required": _("Vælg, hvad der skal ændres")},
    )
    reason = LongTextField(
        label=REASON,
        help_text=_("Et par linjer er nok. Den, der skal svare, læser det først."),
        required=False,
        conditional=True,
        rows=3,
        max_length=2000,
        error_messages={"required": _("Skriv, hvorfor indsatsen skal ændres")},
    )

    def clean(self):
        data = super().clean()
        if data.get("kind") not in (None, "", Kind.CORRECTION):
            self.need("reason")
        return data


class CorrectionForm(RememberingForm, PortalForm):
    """The words of an approved case, and why they are mended."""

    name = TextField(
        label=_("Hvad hedder indsatsen?"),
        max_length=120,
        error_messages={"required": _("Skriv, hvad indsatsen hedder")},
    )
    summary = LongTextField(
        label=_("Hvad går den ud på?"),
        help_text=_("Ret kun ordene. Et nyt formål skal godkendes."),
        max_length=600,
        rows=3,
        error_messages={"required": _("Skriv med én sætning, hvad indsatsen går ud på")},
    )
    target_group = TextField(label=_("Hvem er den for?"), max_length=200, required=False)
    responsible = ModelSelectField(
        User.objects.exclude(employment="").filter(is_active=True),
        label=_("Hvem hos AAB er ansvarlig?"),
        empty_label=None,
        error_messages={"required": _("Vælg, hvem der er ansvarlig")},
    )
    reason = LongTextField(
        label=REASON,
        help_text=_("Det kommer til at stå i historikken."),
        rows=2,
        max_length=2000,
        error_messages={"required": _("Skriv hvorfor")},
    )

    def __init__(self, *args, initiative: Initiative, **kwargs):
        super().__init__(*args, **kwargs)
        people = User.objects.exclude(employment="").filter(is_active=True)
        self.fields["responsible"].queryset = (
            people | User.objects.filter(pk=initiative.responsible_id)
        ).distinct()

    @staticmethod
    def initial_of(initiative: Initiative) -> dict:
        return {
            name: getattr(initiative, name) for name in ("name", "summary", "target_group", "responsible")
        }

    def correction(self) -> Correction:
        data = self.cleaned_data
        return Correction(
            name=data["name"],
            summary=data["summary"],
            target_group=data["target_group"],
            responsible=data["responsible"],
        )
