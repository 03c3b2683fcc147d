"""The six questions of an evaluation (B5), and what staff add when they write an answer down (K17)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.forms import BoundField
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import PortalForm
from accounts.forms.fields import (
    ChoiceBoxField,
    DecimalNumberField,
    EvidenceUploadField,
    HiddenField,
    LongTextField,
)
from evaluation import figures
from evaluation.answers import Answer
from evaluation.models import Evaluation
from evaluation.results import Goal
from initiatives.forms.delivery import DeliveryForm
from initiatives.forms.seen import RememberingForm

from .measurements import LEAST, AsksOnce, HappenedField

YES, NO = "yes", "no"
LONGEST = 1000


@dataclass(frozen=True)
class Shown:
    """A question on the page, with what was answered to it last time; `is_words` when somebody wrote it."""

    bound: BoundField
    last: str = ""
    is_words: bool = False


class AnswerForm(AsksOnce, RememberingForm, PortalForm):
    """Six questions; an answer to the first one is enough. Each goal is a box of its own in the second."""

    going = ChoiceBoxField(
        label=_("Hvordan går det?"),
        choices=Evaluation.Going.choices,
        error_messages={"required": _("Vælg, hvordan det går. Ét svar er nok")},
    )
    went_well = LongTextField(
        label=_("Hvad er gået godt?"),
        required=False,
        max_length=LONGEST,
        rows=4,
        error_messages={"required": _("Skriv, hvad der er gået godt")},
    )
    was_hard = LongTextField(
        label=_("Hvad har været svært?"),
        required=False,
        max_length=LONGEST,
        rows=4,
        error_messages={"required": _("Skriv, hvad der har været svært")},
    )
    future = ChoiceBoxField(
        label=_("Skal den fortsætte?"),
        choices=Evaluation.Future.choices,
        required=False,
        error_messages={"required": _("Vælg, om den skal fortsætte")},
    )
    may_share = ChoiceBoxField(
        label=_("Må andre lære af jeres svar?"),
        help_text=_("Andre bestyrelser og AAB kan så læse det, I har skrevet."),
        choices=[(YES, _("Ja")), (NO, _("Nej"))],
        required=False,
        error_messages={"required": _("Vælg, om andre må lære af svaret")},
    )
    asked_about = HiddenField(label=_("Tal, der er spurgt om"))

    ORDER = ("going", "went_well", "was_hard", "future", "may_share")

    def __init__(
        self,
        *args,
        goals: Sequence[Goal],
        last: Evaluation | None = None,
        several: str = "",
        kept=(),
        **kwargs,
    ):
        """`last` is what the same people answered the time before; `several` names the departments when a
        figure is for more than one together. `kept` are the goals whose figure was given before: it can be
        corrected, not taken back."""
        super().__init__(*args, **kwargs)
        self.last = last
        self.goals = {f"goal_{goal.criterion.pk}": goal for goal in goals}
        together = _together(several, len(goals)) if several else ""
        for number, (name, goal) in enumerate(self.goals.items()):
            if goal.is_milestone:
                required = goal.criterion.pk in kept
                self.fields[name] = HappenedField(label=goal.name, required=required, help_text=goal.sentence)
                continue
            self.fields[name] = DecimalNumberField(
                label=goal.name,
                min_value=LEAST,
                required=goal.criterion.pk in kept,
                unit=goal.unit_word,
                help_text=_hint(goal) if number else f"{_hint(goal)} {together}".strip(),
                error_messages={"required": gettext("Skriv antallet med tal, for eksempel 24")},
            )
        self.order_fields(["going", *self.goals])

    @staticmethod
    def initial_for(evaluation: Evaluation, values: dict) -> dict:
        """The answers of an evaluation that is answered already; `values` are its figures by goal."""
        return {
            **{name: getattr(evaluation, name) for name in ("going", "went_well", "was_hard", "future")},
            "may_share": {True: YES, False: NO, None: ""}[evaluation.may_share],
            **{f"goal_{pk}": value for pk, value in values.items()},
        }

    def figures_given(self):
        return [
            (name, goal.criterion, self.cleaned_data[name], goal.now)
            for name, goal in self.goals.items()
            if self.cleaned_data.get(name) is not None
        ]

    def answer(self) -> Answer:
        data = self.cleaned_data
        return Answer(
            going=data["going"],
            went_well=data["went_well"],
            was_hard=data["was_hard"],
            future=data["future"],
            may_share={YES: True, NO: False}.get(data["may_share"]),
            values={criterion: value for _name, criterion, value, _last in self.figures_given()},
        )

    def questions(self) -> list[Shown]:
        """The six questions in order, each with the answer of last time."""
        return [Shown(self[name], *self._last_time(name)) for name in ("going", *self.goals, *self.ORDER[1:])]

    def _last_time(self, name: str) -> tuple[str, bool]:
        # Figures say their last value in the hint.
        if self.last is None or name in self.goals or name == "may_share":
            return "", False
        if name in ("going", "future"):
            return getattr(self.last, f"get_{name}_display")(), False
        return getattr(self.last, name), True


def _hint(goal: Goal) -> str:
    """ "Sidst 24 personer, målt 3. november. Målet er 40 personer." """
    words = {"target": figures.amount(goal.criterion.target, goal.criterion)}
    if goal.latest:
        words |= {"last": goal.now_words, "day": figures.day(goal.latest.measured_on)}
        return gettext("Sidst %(last)s, målt %(day)s. Målet er %(target)s.") % words
    words["start"] = figures.amount(goal.criterion.baseline, goal.criterion)
    return gettext("Ved start %(start)s. Målet er %(target)s.") % words


def _together(departments: str, count: int) -> str:
    """A goal is the whole initiative's: each board says what it knows of all of them together."""
    return ngettext(
        "Tallet er for %(departments)s tilsammen.", "Tallene er for %(departments)s tilsammen.", count
    ) % {"departments": departments}


class EntryForm(DeliveryForm, AnswerForm):
    """What staff write down when the answer came by phone, on paper or at a meeting."""

    scan = EvidenceUploadField(label=_("Billede af arket"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.order_fields([*self.DELIVERY, "scan", "going", *self.goals])


class PaperForm(PortalForm):
    """A photo of a sheet that was filled in by hand."""

    photo = EvidenceUploadField(
        label=_("Tag et billede af arket"),
        error_messages={"required": _("Tag et billede af arket, eller vælg en fil")},
    )


class CannotAnswerForm(PortalForm):
    """Why a board cannot answer."""

    reason = LongTextField(
        label=_("Hvorfor kan I ikke svare?"),
        max_length=600,
        rows=3,
        help_text=_("En linje er nok. For eksempel: Vi er lige blevet valgt."),
        error_messages={"required": _("Skriv kort, hvorfor I ikke kan svare")},
    )


class SkipForm(PortalForm):
    """Why an evaluation is skipped."""

    reason = LongTextField(
        label=_("Hvorfor springer I den over?"),
        max_length=600,
        rows=3,
        help_text=_("Grunden bliver stående, så andre kan se den."),
        error_messages={"required": _("Skriv, hvorfor evalueringen bliver sprunget over")},
    )
