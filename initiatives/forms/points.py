"""The questions under a point of the checklist, as the policy version words them."""

from __future__ import annotations

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import PortalForm
from accounts.forms.fields import ChoiceBoxField, DayField, LongTextField
from initiatives.models import Requirement, Strength

from .seen import RememberingForm, SeenField

LONGEST = 2000
DO, EXPLAIN = "do", "explain"
PROVEN, PILOT = "proven", "pilot"


def _question(prompt: dict, *, conditional: bool = False) -> LongTextField:
    return LongTextField(
        label=prompt["label"],
        help_text=prompt.get("hint", ""),
        required=False,
        conditional=conditional,
        max_length=LONGEST,
        rows=4,
        error_messages={"required": gettext('Svar på "%(question)s"') % {"question": prompt["label"]}},
    )


def field_of(prompt_key: str) -> str:
    return f"answer_{prompt_key}"


class AnswersForm(RememberingForm, PortalForm):
    """Questions of a requirement, one box each. `must_be_full` is False when a part is enough for now."""

    def __init__(self, *args, requirement: Requirement, must_be_full: bool = True, **kwargs):
        self.requirement = requirement
        self.must_be_full = must_be_full
        self.prompts = requirement.reader_prompts()
        super().__init__(*args, **kwargs)
        optional = requirement.strength == Strength.MAY
        for prompt in self.prompts:
            self.fields[field_of(prompt["key"])] = _question(prompt, conditional=not optional)
        self.fields["seen"] = SeenField()

    def answers(self) -> dict[str, str]:
        return {prompt["key"]: self.cleaned_data[field_of(prompt["key"])] for prompt in self.prompts}

    def _ask_for(self, prompts: list[dict]) -> None:
        """Refuse what is missing: everything when the point is to be finished, else only an empty page."""
        empty = [prompt for prompt in prompts if not self.cleaned_data.get(field_of(prompt["key"]))]
        had_something = any(self.cleaned_data.get("seen", {}).values())
        if self.must_be_full or (len(empty) == len(prompts) and not had_something):
            for prompt in empty:
                name = field_of(prompt["key"])
                if name not in self.errors:
                    field = self.fields[name]
                    self.add_error(
                        name, forms.ValidationError(field.error_messages["required"], code="required")
                    )


class PointForm(AnswersForm):
    """A point that is proven by words. An explain point also asks which way: do it, or explain."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.may_explain = self.requirement.strength == Strength.EXPLAIN
        if self.may_explain:
            self.fields["way"] = ChoiceBoxField(
                label=_("Gør I det?"),
                choices=[(DO, _("Det gør vi")), (EXPLAIN, _("Vi forklarer, hvorfor ikke"))],
                error_messages={"required": _("Vælg, om I gør det eller forklarer, hvorfor ikke")},
            )
            self.fields["explanation"] = explanation_field()
            self.fields["look_again_on"] = look_again_field()
            self.order_fields(["way"])

    def clean(self):
        super().clean()
        way = self.cleaned_data.get("way", DO if not self.may_explain else None)
        if way == EXPLAIN:
            self.forget_faults(*(field_of(prompt["key"]) for prompt in self.prompts))
        elif way == DO:
            self.forget_faults("explanation", "look_again_on")
        if way == DO and self.requirement.strength != Strength.MAY:
            self._ask_for(self.prompts)
        if way == EXPLAIN and not self.cleaned_data.get("explanation") and "explanation" not in self.errors:
            words = self.fields["explanation"].error_messages["required"]
            self.add_error("explanation", forms.ValidationError(words, code="required"))
        return self.cleaned_data

    @property
    def explains(self) -> bool:
        return self.cleaned_data.get("way") == EXPLAIN

    def question_fields(self):
        return [self[field_of(prompt["key"])] for prompt in self.prompts]


class KnowledgeForm(AnswersForm):
    """Point 6.1: something that is known to work, or an experiment (forsøgsprojekt)."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["track"] = ChoiceBoxField(
            label=_("Hvad bygger I på?"),
            choices=[
                (PROVEN, _("Noget, der virker"), _("I kan sige, hvor I ved det fra.")),
                (PILOT, _("Det er et forsøg"), _("I siger åbent, hvad I vil lære.")),
            ],
            error_messages={
                "required": _("Vælg, om I bygger på noget, der virker, eller om det er et forsøg")
            },
        )
        self.order_fields(["track"])

    def clean(self):
        super().clean()
        track = self.cleaned_data.get("track")
        if track:
            others = [prompt for prompt in self.prompts if prompt.get("when") != track]
            self.forget_faults(*(field_of(prompt["key"]) for prompt in others))
            self._ask_for([prompt for prompt in self.prompts if prompt.get("when") == track])
        return self.cleaned_data

    @property
    def is_pilot(self) -> bool:
        return self.cleaned_data["track"] == PILOT

    def proven_fields(self):
        return [self[field_of(p["key"])] for p in self.prompts if p.get("when") == PROVEN]

    def pilot_fields(self):
        return [self[field_of(p["key"])] for p in self.prompts if p.get("when") == PILOT]


def explanation_field() -> LongTextField:
    return LongTextField(
        label=_("Hvorfor gør I det anderledes?"),
        help_text=_("Den, der godkender, læser forklaringen som det første. Et par linjer er nok."),
        required=False,
        conditional=True,
        max_length=LONGEST,
        error_messages={"required": _("Skriv, hvorfor I gør det anderledes")},
    )


class LookAgainField(DayField):
    """A day after today."""

    def validate(self, value):
        super().validate(value)
        if value and value <= timezone.localdate():
            raise forms.ValidationError(_("Vælg en dag efter i dag"), code="past")


def look_again_field() -> DayField:
    return LookAgainField(
        label=_("Se på det igen den"),
        required=False,
        help_text=_(
            "Kun hvis forklaringen kan ændre sig. Den dag minder vi jer om det. For eksempel 1 3 2027"
        ),
    )


class ExplanationForm(RememberingForm, PortalForm):
    """Why the case does otherwise than the point asks."""

    explanation = explanation_field()
    look_again_on = look_again_field()
    seen = SeenField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["explanation"].required = True
