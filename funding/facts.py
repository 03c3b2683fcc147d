"""What can be read about the money of a case, in kroner."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from initiatives.checklist import Case, Fact

from .budget import Budget, budget_of
from .models import FundingSource


def budget(case: Case) -> Budget:
    return case.load("budget", budget_of)


def external_cofinancing(case: Case) -> Decimal:
    """Money in kr. from neither AAB nor the departments ("eksternt medfinansieret", policy 1)."""
    return budget(case).outside


def aab_amount(case: Case) -> Decimal:
    """Money in kr. asked of AAB itself."""
    return budget(case).from_kind(FundingSource.Kind.AAB)


def budget_record(case: Case) -> dict:
    """Both sides of the budget as they are now, for the decision to keep."""
    return budget(case).as_record()


FACTS = {
    "external_cofinancing": Fact(
        external_cofinancing, _("Penge udefra i kroner"), _("Der er ingen penge udefra.")
    ),
    "aab_amount": Fact(aab_amount, _("Penge fra AAB i kroner"), _("AAB giver ingen penge.")),
}
