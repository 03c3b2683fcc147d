"""The facts of a case: eight questions to create a draft, three more while it is edited."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import PortalForm
from accounts.forms.fields import (
    ChoiceBoxField,
    DayField,
    HiddenField,
    LongTextField,
    ModelMultiChoiceBoxField,
    ModelSelectField,
    TextField,
    TickField,
)
from accounts.models import User
from accounts.templatetags.portal import day
from initiatives.drafts import CaseFacts
from initiatives.models import Department, FocusArea

from .departments import DepartmentsField, departments_to_choose_from
from .seen import RememberingForm, SeenField

SUMMARY_MAX = 600
YES_NO = [("yes", _("Ja")), ("no", _("Nej"))]


def _is_yes(value: str) -> bool:
    return value == "yes"


class DraftForm(RememberingForm, PortalForm):
    """The eight questions. `creation_key` makes a second press find the draft of the first."""

    name = TextField(
        label=_("Hvad hedder indsatsen?"),
        max_length=120,
        help_text=_("For eksempel Lektiecafé i Afdeling 52"),
        error_messages={"required": _("Skriv, hvad indsatsen hedder")},
    )
    departments = DepartmentsField(
        label=_("Hvilke afdelinger er med?"),
        help_text=_("For eksempel 52, 58 eller 95 II. Andre boligorganisationer står også på listen."),
        error_messages={"required": _("Skriv mindst én afdeling, for eksempel 58")},
    )
    areas = ModelMultiChoiceBoxField(
        FocusArea.objects.filter(is_active=True),
        label=_("Hvilket område handler den om?"),
        help_text=_("Vælg et eller flere. Passer ingen af dem, kan du forklare det senere."),
        required=False,
    )
    starts_on = DayField(
        label=_("Hvornår starter den?"),
        help_text=_("Cirka er godt nok. For eksempel 1 3 2027"),
        error_messages={"required": _("Skriv, hvornår indsatsen starter")},
    )
    ends_on = DayField(
        label=_("Hvornår slutter den?"),
        help_text=_("Spring over, hvis den skal køre hele tiden."),
        required=False,
    )
    summary = LongTextField(
        label=_("Hvad går den ud på?"),
        help_text=_("Én sætning er nok. Højst 600 tegn."),
        max_length=SUMMARY_MAX,
        rows=3,
        error_messages={"required": _("Skriv med én sætning, hvad indsatsen går ud på")},
    )
    expects_outside_money = ChoiceBoxField(
        label=_("Er der penge udefra?"),
        help_text=_("Penge, der hverken kommer fra AAB eller fra afdelingerne selv."),
        choices=YES_NO,
        coerce=_is_yes,
        error_messages={"required": _("Vælg, om der er penge udefra")},
    )
    involves_municipality = ChoiceBoxField(
        label=_("Er kommunen med?"),
        choices=YES_NO,
        coerce=_is_yes,
        error_messages={"required": _("Vælg, om kommunen er med")},
    )
    creation_key = HiddenField(max_length=36)
    seen_similar = HiddenField(max_length=1)

    def __init__(self, *args, chosen: Iterable[Department] = (), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["departments"].set_departments(departments_to_choose_from(chosen))

    def clean(self):
        data = super().clean()
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error(
                "ends_on",
                ValidationError(
                    _("Slut skal ligge efter %(day)s, hvor indsatsen starter"), params={"day": day(starts_on)}
                ),
            )
        return data

    def facts(self) -> CaseFacts:
        names = CaseFacts.__dataclass_fields__
        data = {name: value for name, value in self.cleaned_data.items() if name in names}
        return CaseFacts(**data | {"departments": tuple(data["departments"]), "areas": tuple(data["areas"])})


class EditForm(DraftForm):
    """The same questions, and those that need no answer on the first day."""

    target_group = TextField(
        label=_("Hvem er den for?"),
        help_text=_("For eksempel børn fra 10 til 16 år"),
        max_length=200,
        required=False,
    )
    concerns_debt = TickField(
        label=_("Den handler om gæld"),
        help_text=_("Så spørger tjeklisten, hvor beboerne kan få hjælp."),
    )
    responsible = ModelSelectField(
        User.objects.exclude(employment="").filter(is_active=True),
        label=_("Hvem hos AAB er ansvarlig?"),
        empty_label=None,
        error_messages={"required": _("Vælg, hvem der er ansvarlig")},
    )
    seen = SeenField()
    creation_key = None
    seen_similar = None

    def __init__(self, *args, responsible: User, **kwargs):
        super().__init__(*args, **kwargs)
        # Whoever is responsible now stays on the list, also after leaving AAB.
        people = User.objects.exclude(employment="").filter(is_active=True)
        self.fields["responsible"].queryset = (people | User.objects.filter(pk=responsible.pk)).distinct()

    @staticmethod
    def initial_of(facts: CaseFacts) -> dict:
        """The form as it stands for a case."""
        initial = {name: getattr(facts, name) for name in facts.__dataclass_fields__}
        for name in ("expects_outside_money", "involves_municipality"):
            initial[name] = "yes" if initial[name] else "no"
        return initial | {"seen": facts.as_texts()}
