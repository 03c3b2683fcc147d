"""What the money can prove: costs and sources agree, and the local share is what the guideline asks."""

from __future__ import annotations

from decimal import Decimal

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.templatetags.portal import kroner
from initiatives.checklist import Case, Met, Proof, Reason, Requirement, Result, Unmet

from .facts import budget
from .models import FundingGuideline, FundingSource


def budget_balances(case: Case, requirement: Requirement) -> Result:
    """Policy, Finansiering: costs equal sources, and shares are as the guideline in force asks.

    A difference, of any size and either way, blocks the point, and is told in kroner: the deciders
    grant an amount, and a case where somebody has still to find the rest is not ready for them.
    Rejected: that a difference passes once it is shown or explained in the case, because published
    figures are often rounded. Rounding is mended by writing one line more; a gap that may be
    explained away is money nobody has promised.

    AAB's guideline is not public: without one entered, no share is asked of anybody.
    """
    money = budget(case)
    if not money.costs:
        return _unmet(
            case,
            gettext("Skriv, hvad indsatsen koster, og hvem der betaler. Koster den ikke noget, så skriv 0."),
        )
    if money.missing > 0:
        text = gettext(
            "Budget og finansiering stemmer ikke. Der mangler %(amount)s Ret beløbet, eller tilføj en kilde."
        )
        return _unmet(case, text % {"amount": kroner(money.missing)}, started=True)
    if money.missing < 0:
        text = gettext(
            "Budget og finansiering stemmer ikke. Der er %(amount)s for meget. Ret beløbet, eller fjern en kilde."
        )
        return _unmet(case, text % {"amount": kroner(-money.missing)}, started=True)
    asked = _least_local_share(case)
    share = money.local_share
    if asked is not None and share is not None and share < asked:
        text = gettext(
            "Den lokale medfinansiering er %(share)s pct. Retningslinjen kræver %(asked)s pct. "
            "Tilføj en lokal kilde, eller bed om mindre fra Landsbyggefonden."
        )
        return _unmet(case, text % {"share": _pct(share), "asked": _pct(asked)}, started=True)
    return Met(gettext("Udgifter og kilder stemmer: %(amount)s") % {"amount": kroner(money.cost)})


def _pct(share: Decimal) -> str:
    """A share as people write it: 22, or 22,5."""
    return number_format(share.normalize() if share % 1 else int(share))


def _least_local_share(case: Case):
    if not budget(case).from_kind(FundingSource.Kind.NATIONAL_FUND):
        return None
    guideline = case.load(
        "guideline", lambda _i: FundingGuideline.objects.filter(in_force_from__lte=case.on).first()
    )
    return guideline.least_local_share if guideline else None


def _unmet(case: Case, text: str, *, started: bool = False) -> Unmet:
    responsible = case.initiative.responsible
    return Unmet(
        (
            Reason(
                text=text,
                who=responsible.name,
                who_id=responsible.pk,
                where=reverse("funding:budget", args=[case.initiative.pk]),
                action=gettext("Ret økonomien"),
            ),
        ),
        started=started,
    )


PROOFS = {
    "budget_balances": Proof(
        budget_balances,
        _("Udgifter og kilder er lige store, og andelene er, som retningslinjen beder om."),
        "funding:budget",
    ),
}
