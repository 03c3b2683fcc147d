"""The parts of the one-page form of a small case. Each part is saved by itself, and only when something is typed."""

from __future__ import annotations

from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import PortalForm
from accounts.forms.fields import KronerField, LongTextField, ModelSelectField, TextField
from evaluation.forms.criteria import CriterionForm
from evaluation.forms.plan import PlanForm
from funding.models import FundingSource
from initiatives.forms.partners import PartnerForm
from initiatives.forms.points import AnswersForm, KnowledgeForm, field_of


class OnlyWhenTyped:
    """A part of the page that may be left for later: judged only when something is typed in it.

    `standing` are the names of fields that have an answer before anybody types.
    """

    standing: tuple[str, ...] = ()

    @property
    def is_typed(self) -> bool:
        asked = [self.add_prefix(name) for name in self.fields if name not in ("seen", *self.standing)]
        boxes = {f"{name}{part}" for name in asked for part in ("", "_day", "_month", "_year")}
        typed = self.data.lists() if hasattr(self.data, "lists") else ()
        return any(str(value).strip() for key, values in typed if key in boxes for value in values)

    def full_clean(self):
        if self.is_bound and not self.is_typed:
            self._errors, self.cleaned_data = ErrorDict(), {}
            return
        super().full_clean()


class ShortPointForm(AnswersForm):
    """The questions of one point proven by words; what is left empty can be answered later."""

    @property
    def is_typed(self) -> bool:
        return True

    def question_fields(self):
        return [self[field_of(prompt["key"])] for prompt in self.prompts]


class ShortKnowledgeForm(OnlyWhenTyped, KnowledgeForm):
    """What the initiative builds on; a part of the answer is enough for now."""


class ShortPartnerForm(OnlyWhenTyped, PartnerForm):
    """One partner; more can be written in on the partners' own page."""


class ShortGoalForm(OnlyWhenTyped, CriterionForm):
    """One goal; more can be written on the goals' own page."""

    standing = ("target_on", "unit", "direction")


class ShortPlanForm(PlanForm):
    """The plan in three questions that have answers already."""

    is_typed = True


class ShortBudgetForm(OnlyWhenTyped, PortalForm):
    """Up to three costs that one source pays. A budget of more than that has its own page."""

    ROWS = 3
    source = ModelSelectField(
        FundingSource.objects.none(),
        label=_("Hvem betaler?"),
        required=False,
        conditional=True,
        error_messages={"required": _("Vælg, hvem der betaler")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for number in range(1, self.ROWS + 1):
            self.fields[f"text{number}"] = TextField(
                label=_("Hvad koster penge?") if number == 1 else _("Mere, der koster penge?"),
                help_text=_("Skriv den største udgift først.") if number == 1 else "",
                required=False,
                conditional=number == 1,
                max_length=120,
                error_messages={"required": _("Skriv, hvad pengene går til")},
            )
            self.fields[f"amount{number}"] = KronerField(
                label=_("Beløb"),
                required=False,
                conditional=True,
                error_messages={"required": _("Skriv beløbet i kroner, for eksempel 12500")},
            )
        self.fields["source"].queryset = FundingSource.objects.filter(kind__in=FundingSource.INSIDE)
        self.order_fields(
            [*(f"{n}{i}" for i in range(1, self.ROWS + 1) for n in ("text", "amount")), "source"]
        )

    def clean(self):
        data = super().clean()
        for number in range(1, self.ROWS + 1):
            text, amount = f"text{number}", f"amount{number}"
            if data.get(text) and data.get(amount) is None:
                self.need(amount)
            elif data.get(amount) is not None and not data.get(text):
                self.need(text)
        if not any(data.get(f"text{number}") for number in range(1, self.ROWS + 1)):
            self.need("text1")
        self.need("source")
        return data

    def costs(self) -> list[dict]:
        data = self.cleaned_data
        return [
            {"text": data[f"text{n}"], "amount": data[f"amount{n}"]}
            for n in range(1, self.ROWS + 1)
            if data.get(f"text{n}")
        ]

    def funding(self) -> list[dict]:
        total = sum(row["amount"] for row in self.costs())
        return [{"source": self.cleaned_data["source"], "amount": total}]

    def rows(self):
        return [(self[f"text{n}"], self[f"amount{n}"]) for n in range(1, self.ROWS + 1)]


class TrackForm(PortalForm):
    """Why the short track is enough after all."""

    reason = LongTextField(
        label=_("Hvorfor er den korte vej nok?"),
        help_text=_("Det kommer til at stå i historikken."),
        rows=2,
        max_length=2000,
        error_messages={"required": _("Skriv, hvorfor den korte vej er nok")},
    )
