"""What the money can prove: costs and sources agree, and the local share is what the guideline asks."""

from __future__ import annotations

from django.urls import reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.templatetags.portal import kroner
from initiatives.checklist import Requirement
from initiatives.proving import Case, Met, Proof, Reason, Result, Unmet

from .budget import Budget
from .facts import budget, guideline
from .limits import lacking_accounts, pct, share_rules, too_much_from_aab


def budget_balances(case: Case, requirement: Requirement) -> Result:
    """Policy, Finansiering: costs equal sources, and shares are as the guideline in force asks.

    A difference, of any size and either way, blocks the point, and is told in kroner: the deciders
    grant an amount, and a case where somebody has still to find the rest is not ready for them.
    Rejected: that a difference passes once it is shown or explained in the case, because published
    figures are often rounded. Rounding is mended by writing one line more; a gap that may be
    explained away is money nobody has promised.

    AAB's guideline is not public: without one entered, no share is asked for AAB's sake.
    A part that several sources pay together must be divided among them before the case is approved;
    a draft may leave it open, for that is how such figures are published.
    A source that wants its money in an account of its own is told about and blocks nothing: the account is
    opened when the money is granted, which mostly comes after the approval. `money.pay` refuses without it.
    """
    money = budget(case)
    if not money.costs:
        return _unmet(
            case,
            gettext("Skriv, hvad indsatsen koster, og hvem der betaler. Koster den ikke noget, så skriv 0."),
        )
    faults = [
        *_undivided(money),
        *_difference(money),
        *_shares(case),
        *too_much_from_aab(money, guideline(case)),
    ]
    if faults:
        return _unmet(case, *faults, started=True)
    note = gettext("Udgifter og kilder stemmer: %(amount)s") % {"amount": kroner(money.cost)}
    return Met(" ".join([note, *lacking_accounts(money)]))


def _undivided(money: Budget) -> list[str]:
    return [
        gettext(
            "Fordelingen mangler: %(source)s giver %(amount)s sammen. Skriv hver kilde for sig med sit beløb."
        )
        % {"source": line.source, "amount": kroner(line.amount)}
        for line in money.undivided
    ]


def _difference(money: Budget) -> list[str]:
    if not money.missing:
        return []
    if money.missing > 0:
        text = gettext(
            "Budget og finansiering stemmer ikke. Der mangler %(amount)s Ret beløbet, eller tilføj en kilde."
        )
    else:
        text = gettext(
            "Budget og finansiering stemmer ikke. Der er %(amount)s for meget. Ret beløbet, eller fjern en kilde."
        )
    text %= {"amount": kroner(abs(money.missing))}
    if money.is_rounded:
        text += " " + gettext("Nogle beløb er afrundede. Skriv dem præcist.")
    return [text]


def _shares(case: Case) -> list[str]:
    found = []
    for rule in share_rules(budget(case), guideline(case)):
        if rule.holds:
            continue
        if rule.asked_by:
            text = gettext(
                "Den lokale medfinansiering er %(share)s pct. %(source)s kræver %(asked)s pct. "
                "Tilføj en lokal kilde, eller bed om mindre fra %(source)s."
            )
        else:
            text = gettext(
                "Den lokale medfinansiering er %(share)s pct. Retningslinjen kræver %(asked)s pct. "
                "Tilføj en lokal kilde, eller bed om mindre fra Landsbyggefonden."
            )
        found.append(text % {"share": pct(rule.share), "asked": pct(rule.least), "source": rule.asked_by})
    return found


def _unmet(case: Case, *texts: str, started: bool = False) -> Unmet:
    responsible = case.initiative.responsible
    return Unmet(
        tuple(
            Reason(
                text=text,
                who=responsible.name,
                who_id=responsible.pk,
                where=reverse_lazy("funding:budget", args=[case.initiative.pk]),
                action=gettext("Ret økonomien"),
            )
            for text in texts
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
