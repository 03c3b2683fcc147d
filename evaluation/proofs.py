"""What goals and evaluations can prove (policy point 6)."""

from __future__ import annotations

from django.urls import reverse_lazy
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from initiatives.checklist import Case, Met, Proof, Reason, Requirement, Result, Unmet

from .facts import criteria, plan


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
