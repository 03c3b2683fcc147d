"""What a guideline and the sources themselves ask of a budget: shares and largest amounts."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext

from accounts.templatetags.portal import kroner

from .budget import HOURS, ZERO, Budget
from .models import FundingGuideline, FundingSource


@dataclass(frozen=True)
class ShareRule:
    """One demand for money from others: `asked_by` (empty for AAB's guideline) wants `least` pct. of it."""

    asked_by: str
    least: Decimal
    share: Decimal

    @property
    def holds(self) -> bool:
        return self.share >= self.least

    @property
    def words(self) -> str:
        """ "Lokal medfinansiering 22 pct., kræver 25 pct." """
        return gettext("Lokal medfinansiering %(share)s pct., kræver %(least)s pct.") % {
            "share": pct(self.share),
            "least": pct(self.least),
        }

    @property
    def source_words(self) -> str:
        if self.asked_by:
            return gettext("Det er %(source)s, der kræver det.") % {"source": self.asked_by}
        return gettext("Det er AAB's retningslinje, der kræver det.")


def share_rules(budget: Budget, guideline: FundingGuideline | None) -> list[ShareRule]:
    """Every demand for a local share that this budget meets or does not meet.

    The guideline's share is asked where Landsbyggefonden pays; a source's own where that source does.
    """
    if not budget.paid_for:
        return []
    fund = [line for line in budget.counting if line.source.kind == FundingSource.Kind.NATIONAL_FUND]
    rules = []
    if guideline and guideline.least_local_share is not None and fund:
        rules.append(ShareRule("", guideline.least_local_share, budget.share_beside(fund)))
    by_source: dict[FundingSource, list] = {}
    for line in budget.counting:
        by_source.setdefault(line.source, []).append(line)
    for source, lines in by_source.items():
        if source.least_local_share is not None:
            share = budget.share_beside(lines, hours_count=source.in_kind_counts is not False)
            rules.append(ShareRule(source.name, source.least_local_share, share))
    return rules


def too_much_from_aab(budget: Budget, guideline: FundingGuideline | None) -> list[str]:
    """Sentences about what AAB is asked for beyond the guideline in force."""
    if guideline is None:
        return []
    found = []
    asked = budget.whole(budget.from_aab)
    if guideline.most_from_aab is not None and asked > guideline.most_from_aab:
        found.append(
            gettext(
                "AAB bliver bedt om %(asked)s Retningslinjen siger højst %(most)s Find resten et andet sted."
            )
            % {"asked": kroner(asked), "most": kroner(guideline.most_from_aab)}
        )
    share = aab_share(budget)
    if guideline.most_share_from_aab is not None and share > guideline.most_share_from_aab:
        found.append(
            gettext(
                "AAB bliver bedt om %(share)s pct. af udgifterne. Retningslinjen siger højst %(most)s pct. "
                "Find resten et andet sted."
            )
            % {"share": pct(share), "most": pct(guideline.most_share_from_aab)}
        )
    return found


def lacking_accounts(budget: Budget) -> list[str]:
    """A sentence for each source that wants its money in an account of its own, while none is written."""
    return [
        gettext(
            "%(source)s kræver, at pengene har en egen konto. Kontoen er ikke skrevet ind. Det skal den være, før "
            "pengene kan udbetales."
        )
        % {"source": source}
        for source in dict.fromkeys(
            line.source
            for line in budget.counting
            if line.lacks_own_account and line.paid_as not in HOURS  # hours need no account
        )
    ]


def aab_share(budget: Budget) -> Decimal:
    """Pct. of the costs that AAB is asked for, half up; 0 when it costs nothing."""
    if not budget.cost:
        return ZERO
    return (budget.from_aab * 100 / budget.cost).quantize(Decimal("0.01"), ROUND_HALF_UP)


def pct(share: Decimal) -> str:
    """A share as people write it: 22, or 22,5."""
    return number_format(share.normalize() if share % 1 else int(share))
