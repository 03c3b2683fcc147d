"""What agreements promise: the initiative's own goals. Reading and writing which."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext, gettext_noop

from accounts.models import User
from initiatives.agreement_writing import lock_for_agreement
from initiatives.history import record
from initiatives.models import Initiative, ResultContract, StrategicAgreement
from initiatives.workflow import Refused

from .models import PromisedResult, SuccessCriterion
from .results import Goal

GONE = (ResultContract.State.NOT_OBTAINED, ResultContract.State.ENDED)


@dataclass(frozen=True)
class Promise:
    """One agreement of the case that can promise something, and the goals it promises."""

    agreement: ResultContract | StrategicAgreement
    name: str
    goals: tuple[Goal, ...]

    @property
    def key(self) -> str:
        kind = "contract" if isinstance(self.agreement, ResultContract) else "strategic"
        return f"{kind}_{self.agreement.pk}"

    @property
    def promises_nothing(self) -> bool:
        """A signed agreement about results that names none."""
        return self.agreement.state == ResultContract.State.SIGNED and not self.goals


def promises_of(initiative: Initiative, goals: list[Goal]) -> list[Promise]:
    """Every agreement of the case that is not given up, with the goals it promises. Three queries."""
    contracts = ResultContract.objects.filter(partnership__initiative=initiative).exclude(state__in=GONE)
    strategic = initiative.strategic_agreements.exclude(state__in=GONE)
    found = PromisedResult.objects.filter(criterion__initiative=initiative)
    promised = set(found.values_list("contract", "strategic", "criterion"))
    return [
        *(
            Promise(
                row,
                gettext("Resultatkontrakt med %(partner)s") % {"partner": row.partnership.partner},
                tuple(goal for goal in goals if (row.pk, None, goal.criterion.pk) in promised),
            )
            for row in contracts.select_related("partnership__partner").order_by(
                "partnership__partner__sort_key"
            )
        ),
        *(
            Promise(
                row,
                row.title,
                tuple(goal for goal in goals if (None, row.pk, goal.criterion.pk) in promised),
            )
            for row in strategic
        ),
    ]


@transaction.atomic
def promise(
    agreement: ResultContract | StrategicAgreement, criteria: Iterable[SuccessCriterion], *, by: User
) -> None:
    """The agreement promises these goals and no others. The same goals twice are one change.

    Raises Refused when the case takes no agreements now, or a goal is another initiative's.
    """
    if isinstance(agreement, ResultContract):
        of, case = {"contract": agreement}, agreement.partnership.initiative
        name = agreement.partnership.partner.name
    else:
        of, case, name = {"strategic": agreement}, agreement.initiative, agreement.title
    case = lock_for_agreement(case)
    wanted = {criterion.pk: criterion for criterion in criteria}
    if any(criterion.initiative_id != case.pk for criterion in wanted.values()):
        raise Refused(gettext("En aftale kan kun love indsatsens egne mål."))
    standing = PromisedResult.objects.filter(**of)
    there = set(standing.values_list("criterion", flat=True))
    if there == wanted.keys():
        return
    standing.exclude(criterion__in=wanted).delete()
    PromisedResult.objects.bulk_create(
        PromisedResult(criterion=criterion, **of) for pk, criterion in wanted.items() if pk not in there
    )
    record(
        case,
        by=by,
        kind="promise",
        sentence=gettext_noop("Aftalen med %(name)s lover: %(goals)s"),
        params={"name": name, "goals": ", ".join(c.name for c in wanted.values()) or "–"},
        prepares=case.is_editable,
    )
