"""What can be read about the money of a case, in kroner for the whole period unless said otherwise.

The approval route and the policy's conditions speak of these by name.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.conf import settings
from django.db.models import DateField, Subquery, Value
from django.db.models.functions import Coalesce, TruncDate
from django.utils.translation import gettext_lazy as _

from initiatives.models import Initiative
from initiatives.proving import Case, Fact

from .budget import Budget, budget_of
from .limits import aab_share, too_much_from_aab
from .models import FundingGuideline


def budget(case: Case) -> Budget:
    return case.load("budget", budget_of)


def guideline(case: Case) -> FundingGuideline | None:
    """The version of AAB's guideline the case is held against, or None when none is entered.

    Like the policy: a draft follows the version in force on the day, a case that is sent keeps the one of the day it
    was sent, so that a new version never makes a case fail while it lies to be decided. A case that comes back
    follows the new one when it is sent again.
    """
    return case.load("guideline", lambda i: FundingGuideline.objects.in_force(_day_of(i, case.on)))


def _day_of(initiative: Initiative, on: dt.date) -> dt.date | Coalesce:
    """The day the case was last sent to be decided; `on` while it may be edited, or when it never was sent."""
    if initiative.is_editable:
        return on
    sent = initiative.submissions.order_by("-round", "step").annotate(day=TruncDate("submitted_at"))
    return Coalesce(Subquery(sent.values("day")[:1]), Value(on), output_field=DateField())


def external_cofinancing(case: Case) -> Decimal:
    """Money in kr. from neither AAB nor the departments ("eksternt medfinansieret", policy 1)."""
    return budget(case).whole(budget(case).outside)


def aab_amount(case: Case) -> Decimal:
    """Money in kr. asked of AAB itself, from whichever of its purses."""
    return budget(case).whole(budget(case).from_aab)


def leader_limit(case: Case) -> Decimal:
    """Kroner the leader may give alone: what the guideline says, and AAB_LEADER_LIMIT_KR where it says nothing."""
    rules = guideline(case)
    if rules is None or rules.leader_limit is None:
        return Decimal(settings.AAB_LEADER_LIMIT_KR)
    return rules.leader_limit


def over_leader_limit(case: Case) -> bool:
    """True when AAB is asked for more than the leader may give alone."""
    return aab_amount(case) > leader_limit(case)


def extra_aab_amount(case: Case) -> Decimal:
    """Money in kr. asked of AAB beyond what is approved already; none where no change is proposed."""
    if case.initiative.amends_id is None:
        return Decimal(0)
    approved = case.load("approved_budget", lambda i: budget_of(i.amends))
    return aab_amount(case) - approved.whole(approved.from_aab)


def extra_over_leader_limit(case: Case) -> bool:
    """True when a change asks AAB for more, on top of what is approved, than the leader may give alone."""
    return extra_aab_amount(case) > leader_limit(case)


def budget_record(case: Case) -> dict:
    """Both sides of the budget as they are now, and the guideline they are held against, to be kept."""
    rules = guideline(case)
    latest = case.initiative.budget_versions.values_list("number", flat=True).first()
    return {
        **budget(case).as_record(),
        "version": latest,
        "guideline": None
        if rules is None
        else {
            "title": rules.title,
            "in_force_from": rules.in_force_from,
            "least_local_share": rules.least_local_share,
            "leader_limit": rules.leader_limit,
            "most_from_aab": rules.most_from_aab,
            "most_share_from_aab": rules.most_share_from_aab,
        },
    }


FACTS = {
    "external_cofinancing": Fact(
        external_cofinancing, _("Penge udefra i kroner"), _("Der er ingen penge udefra.")
    ),
    "aab_amount": Fact(aab_amount, _("Penge fra AAB i kroner"), _("AAB giver ingen penge.")),
    "extra_aab_amount": Fact(
        extra_aab_amount,
        _("Flere penge fra AAB end godkendt, i kroner"),
        _("AAB giver ikke flere penge, end der er godkendt."),
    ),
    "total_cost": Fact(
        lambda case: budget(case).whole(budget(case).cost),
        _("Udgifter i alt i kroner"),
        _("Indsatsen koster ikke noget."),
    ),
    "aab_share": Fact(
        lambda case: aab_share(budget(case)), _("AAB's andel i pct."), _("AAB giver ingen penge.")
    ),
    "over_leader_limit": Fact(
        over_leader_limit,
        _("AAB bliver bedt om mere, end lederen kan give"),
        _("Beløbet er ikke over lederens grænse."),
    ),
    "extra_over_leader_limit": Fact(
        extra_over_leader_limit,
        _("Ændringen beder AAB om mere, end lederen kan give"),
        _("Ændringen er ikke over lederens grænse."),
    ),
    "over_guideline": Fact(
        lambda case: bool(too_much_from_aab(budget(case), guideline(case))),
        _("AAB bliver bedt om mere, end retningslinjen siger"),
        _("Beløbet er inden for retningslinjen."),
    ),
    "needs_auditor": Fact(
        lambda case: any(line.source.needs_auditor for line in budget(case).counting),
        _("En kilde kræver revisor"),
        _("Ingen kilde kræver revisor."),
    ),
}
