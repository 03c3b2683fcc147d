"""What goals and evaluations can prove (policy point 6), and whether a contract promises any of them (point 5)."""

from __future__ import annotations

from django.urls import reverse_lazy
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from initiatives.checklist import Requirement
from initiatives.facts import municipal_partnerships
from initiatives.models import ResultContract
from initiatives.proofs import result_contracts
from initiatives.proving import Case, Met, Proof, Reason, Result, Unmet
from initiatives.wording import listed

from .facts import criteria, plan, promising_contracts


def criteria_measurable(case: Case, requirement: Requirement) -> Result:
    """Policy 6: "klare og definerbare succeskriterier". Pilots too.

    A criterion cannot be stored without baseline, target, date and method, so one is enough here.
    """
    found = criteria(case)
    if found:
        return Met(
            ngettext("%(count)s mål: %(first)s", "%(count)s mål, blandt andet: %(first)s", len(found))
            % {"count": len(found), "first": found[0].name}
        )
    text = gettext(
        "Skriv mindst ét mål, der kan måles. Vi skal vide, hvor I starter, hvor I vil hen, og hvornår."
    )
    return Unmet((_reason(case, text, "evaluation:criteria", gettext("Skriv et mål")),))


def evaluation_planned(case: Case, requirement: Requirement) -> Result:
    """Policy 6: "at de løbende evalueres". The policy names no interval; the initiative chooses one."""
    planned = plan(case)
    if planned:
        return Met(
            gettext("%(rhythm)s fra %(day)s. %(who)s svarer.")
            % {
                "rhythm": planned.get_rhythm_display(),
                "day": date_format(planned.first_on, "j. F Y"),
                "who": planned.get_answered_by_role_display(),
            }
        )
    text = gettext("Vælg, hvor tit I ser på, hvordan det går. Vi minder de rigtige om det.")
    return Unmet((_reason(case, text, "evaluation:plan", gettext("Vælg")),))


def contracts_about_results(case: Case, requirement: Requirement) -> Result:
    """Policy 5: a result contract per municipal authority, or what was tried; and a signed one promises results.

    The results are the initiative's own goals (`promising`). Rejected: that a signature is enough, for a contract about
    results that names none is followed by nobody. Whoever cannot agree on goals explains the point.
    """
    settled = result_contracts(case, requirement)
    signed = {
        partnership.result_contract.pk: partnership.partner.name
        for partnership in municipal_partnerships(case)
        if getattr(partnership, "result_contract", None)
        and partnership.result_contract.state == ResultContract.State.SIGNED
    }
    silent = [name for pk, name in signed.items() if pk not in promising_contracts(case)] if signed else []
    if not silent:
        return settled
    names = {"partners": listed(silent)}
    if criteria(case):
        text = ngettext(
            "Kontrakten med %(partners)s er underskrevet, men den lover ingen mål. Vælg de mål, den lover.",
            "Kontrakterne med %(partners)s er underskrevet, men de lover ingen mål. Vælg de mål, de lover.",
            len(silent),
        )
        reason = _reason(case, text % names, "evaluation:promises", gettext("Vælg målene"))
    else:
        text = ngettext(
            "Kontrakten med %(partners)s er underskrevet, men den lover ingen mål. Skriv først indsatsens mål, og "
            "vælg så dem, kontrakten lover.",
            "Kontrakterne med %(partners)s er underskrevet, men de lover ingen mål. Skriv først indsatsens mål, og "
            "vælg så dem, kontrakterne lover.",
            len(silent),
        )
        reason = _reason(case, text % names, "evaluation:criteria", gettext("Skriv målene"))
    before = settled.reasons if isinstance(settled, Unmet) else ()
    return Unmet((*before, reason), started=True)


def _reason(case: Case, text: str, page: str, action: str) -> Reason:
    responsible = case.initiative.responsible
    return Reason(
        text=text,
        who=responsible.name,
        who_id=responsible.pk,
        where=reverse_lazy(page, args=[case.initiative.pk]),
        action=action,
    )


PROOFS = {
    "result_contracts": Proof(
        contracts_about_results,
        _(
            "En underskrevet kontrakt, der lover mål, med hver kommunal forvaltning, eller hvad der er prøvet."
        ),
        "initiatives:contracts",
    ),
    "criteria_measurable": Proof(
        criteria_measurable,
        _("Mindst ét mål med starttal, måltal, dato og måde at måle på."),
        "evaluation:criteria",
    ),
    "evaluation_planned": Proof(
        evaluation_planned,
        _("Hvor tit, første dato, og hvem der svarer."),
        "evaluation:plan",
    ),
}
