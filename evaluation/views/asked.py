"""One evaluation, and the person who is looking at it: logged in, or by the link in a mail."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from accounts.models import User
from accounts.tasklinks import answering_person
from accounts.templatetags.portal import clock
from evaluation import rules
from evaluation.answers import correctable_until, may_correct, why_not_now
from evaluation.models import Evaluation
from evaluation.results import Goal, goals_of
from evaluation.tasklink import KIND
from initiatives.models import Department, Initiative, SavedAnswer
from initiatives.saved_answers import keep, kept
from initiatives.wording import departments_in_words


@dataclass
class Asked:
    """What the pages of one evaluation are made from."""

    person: User
    initiative: Initiative
    evaluation: Evaluation
    correcting: bool = False
    """True when the address says that the answer is to be mended (`?ret=1`)."""

    @property
    def department(self) -> Department | None:
        return self.evaluation.department

    @cached_property
    def may_answer(self) -> bool:
        return rules.may_answer(self.person, self.evaluation)

    @cached_property
    def why_not(self) -> str:
        return why_not_now(self.evaluation, timezone.localdate())

    @cached_property
    def may_correct(self) -> bool:
        return may_correct(self.person, self.evaluation, timezone.localdate())

    @property
    def may_write(self) -> bool:
        """True while the person may fill in the questions at this address."""
        return self.may_correct if self.correcting else self.may_answer and not self.why_not

    @property
    def correctable_until(self):
        return correctable_until(self.evaluation)

    @cached_property
    def goals(self) -> list[Goal]:
        if self.evaluation.partnership_id and not rules.may_plan(self.person, self.initiative):
            own = self.initiative.criteria.filter(
                invitations__person=self.person, invitations__partnership=self.evaluation.partnership_id
            )
            return goals_of(self.initiative, criteria=list(own.distinct()))
        return goals_of(self.initiative)

    @cached_property
    def values(self) -> dict[int, Decimal]:
        """The figures that came with this answer, by goal."""
        rows = self.evaluation.measurements.standing()
        return dict(rows.values_list("criterion", "value"))

    @property
    def figures(self) -> list:
        return [
            (g.criterion, self.values[g.criterion.pk]) for g in self.goals if g.criterion.pk in self.values
        ]

    @cached_property
    def last(self) -> Evaluation | None:
        """What the same people answered the time before."""
        earlier = self.initiative.evaluations.answered().filter(
            department=self.evaluation.department,
            partnership=self.evaluation.partnership,
            due_on__lt=self.evaluation.due_on,
        )
        return earlier.order_by("-due_on").first()

    @property
    def several_departments(self) -> str:
        """ "Afdeling 52 og 58" when a figure is for more than one; else empty."""
        departments = list(self.initiative.departments.all())
        return departments_in_words(departments) if len(departments) > 1 else ""

    @property
    def saved(self) -> SavedAnswer | None:
        return kept(person=self.person, kind=KIND, object_id=self.evaluation.pk)

    def keep(self, typed: QueryDict) -> SavedAnswer | None:
        """Keep what is typed; None when it cannot be kept, and the form says why."""
        data = {name: typed.getlist(name) for name in typed if name not in {"csrfmiddlewaretoken", "later"}}
        try:
            return keep(person=self.person, kind=KIND, object_id=self.evaluation.pk, data=data)
        except ValidationError:
            return None

    def url(self, name: str) -> str:
        address = reverse(f"evaluation:{name}", args=[self.initiative.pk, self.evaluation.pk])
        return f"{address}?ret=1" if self.correcting else address

    @property
    def form_url(self) -> str:
        return self.url("answer")

    @property
    def check_url(self) -> str:
        return self.url("answer_check")

    @property
    def typed_url(self) -> str:
        return self.url("answer_typed")

    def as_context(self) -> dict:
        return {
            "asked": self,
            "initiative": self.initiative,
            "evaluation": self.evaluation,
            "department": self.department,
            "partner": self.evaluation.partnership.partner if self.evaluation.partnership_id else None,
        }


def find(request: HttpRequest, pk: int, eid: int, *, to_read: bool = False) -> Asked | None:
    """The evaluation for the person who asks for the page; None for a visitor who must log in first.

    Foreign, missing, and another board's give the same 404; staff may see them all. `to_read`: what has been
    answered may be read by everybody who may see the initiative, as on the list of its evaluations.
    """
    person = answering_person(request, KIND, eid)
    if person is None:
        return None
    found = Evaluation.objects.filter(initiative=pk).select_related(
        "department__organisation", "partnership__partner", "answered_by", "entered_by", "skipped_by"
    )
    evaluation = get_object_or_404(found, pk=eid)
    cases = Initiative.everything.visible_to(person, timezone.localdate())
    if evaluation.partnership_id and rules.may_answer(person, evaluation):
        # An invited contact sees nothing of the case but these questions.
        cases = Initiative.everything.all()
    initiative = get_object_or_404(cases.for_list(), pk=pk)
    evaluation.initiative = initiative
    asked = Asked(person, initiative, evaluation, correcting=request.GET.get("ret") == "1")
    may_read = to_read and request.user.is_authenticated and evaluation.answered_at is not None
    if not (asked.may_answer or may_read or rules.may_plan(person, initiative)):
        raise Http404
    return asked


def saved_words(saved: SavedAnswer) -> str:
    return gettext("Gemt %(time)s. Du kan gå fra siden og komme tilbage.") % {"time": clock(saved.saved_at)}
