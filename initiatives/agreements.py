"""Whether agreements still hold: those that end soon, or before the initiative they are about. Read only."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

from accounts.models import Employment
from accounts.templatetags.portal import day

from .models import (
    AgreementState,
    Initiative,
    MainAgreement,
    Partnership,
    ResultContract,
    Status,
    StrategicAgreement,
)
from .roles import Roles
from .todo import Task

NOTICE = dt.timedelta(days=90)
"""So long before an agreement ends, the person responsible is told."""
FOLLOW_UP_NOTICE = dt.timedelta(days=14)
UNDER_WAY = (Status.APPROVED, Status.RUNNING, Status.PAUSED)


def warnings_of(initiative: Initiative, partnerships: list[Partnership], on: dt.date) -> list[str]:
    """What is about to go wrong with the signed contracts of the initiative, in words."""
    found = []
    for partnership in partnerships:
        contract = getattr(partnership, "result_contract", None)
        if contract is not None and contract.state == ResultContract.State.SIGNED:
            name = gettext("Kontrakten med %(partner)s") % {"partner": partnership.partner}
            found += _warnings(name, contract.ends_on, initiative, on)
            if contract.they_signed_on is None:
                found.append(
                    gettext("%(partner)s har ikke skrevet under endnu.") % {"partner": partnership.partner}
                )
    return found


def warnings_about(agreement: MainAgreement | StrategicAgreement, on: dt.date) -> list[str]:
    """What is about to go wrong with a signed main or strategic agreement, in words."""
    if agreement.state != AgreementState.SIGNED:
        return []
    initiative = getattr(agreement, "initiative", None)
    found = _warnings(gettext("Aftalen"), agreement.ends_on, initiative, on)
    found += [
        gettext("%(partner)s har ikke skrevet under endnu.") % {"partner": party}
        for party in agreement.parties.all()
        if party.signed_on is None
    ]
    return found


def _warnings(name: str, ends_on: dt.date | None, initiative: Initiative | None, on: dt.date) -> list[str]:
    found = []
    if ends_on is None:
        return found
    said = {"name": name, "day": day(ends_on)}
    if ends_on < on:
        found.append(gettext("%(name)s udløb %(day)s. Lav en ny.") % said)
    elif ends_on <= on + NOTICE:
        found.append(gettext("%(name)s udløber %(day)s. Tal om en ny nu.") % said)
    if initiative and initiative.ends_on and ends_on < initiative.ends_on:
        text = gettext("%(name)s slutter %(day)s. Det er før indsatsen, der slutter %(end)s.")
        found.append(text % {**said, "end": day(initiative.ends_on)})
    return found


def waiting_for(user, on: dt.date, roles: Roles | None = None) -> list[Task]:
    """Agreements that end within 90 days or have ended, and follow-ups that are due.

    Those of a case are the responsible person's; hovedaftaler are the leaders', for they belong to no case.
    """
    tasks = []
    if not (roles or Roles(user, on)).works_for_aab:
        return tasks
    for agreement in _signed(user):
        if (
            agreement.ends_on
            and agreement.ends_on <= on + NOTICE
            and not _ends_with(agreement.case, agreement.ends_on)
        ):
            tasks.append(_ends(agreement))
        if agreement.next_follow_up_on and agreement.next_follow_up_on <= on + FOLLOW_UP_NOTICE:
            tasks.append(
                Task(
                    key=f"{agreement.key}_follow_up:{agreement.pk}",
                    title=gettext("Følg op på aftalen: %(name)s") % {"name": agreement.name},
                    why=agreement.case.name if agreement.case else agreement.where,
                    url=agreement.url,
                    minutes=30,
                    due_on=agreement.next_follow_up_on,
                )
            )
    return tasks


@dataclass(frozen=True)
class Signed:
    """A signed agreement of any kind, as tasks and the calendar show it. `case` is None for a hovedaftale."""

    key: str
    pk: int
    name: str
    ends_on: dt.date | None
    next_follow_up_on: dt.date | None
    url: str
    case: Initiative | None = None
    where: str = ""


def signed_contracts(**where) -> list[Signed]:
    """Signed result contracts of cases that are under way. One query."""
    found = ResultContract.objects.filter(
        partnership__initiative__status__in=UNDER_WAY, state=ResultContract.State.SIGNED, **where
    ).select_related("partnership__initiative", "partnership__partner")
    return [
        Signed(
            "contract", row.pk, str(row.partnership.partner), row.ends_on, row.next_follow_up_on,
            reverse("initiatives:contracts", args=[row.partnership.initiative_id]), row.partnership.initiative,
        )
        for row in found
    ]  # fmt: skip


def signed_strategic(**where) -> list[Signed]:
    """Signed strategic agreements of cases that are under way. One query."""
    found = StrategicAgreement.objects.filter(
        initiative__status__in=UNDER_WAY, state=AgreementState.SIGNED, **where
    ).select_related("initiative")
    return [
        Signed(
            "agreement", row.pk, row.title, row.ends_on, row.next_follow_up_on,
            reverse("initiatives:strategic_agreement", args=[row.initiative_id, row.pk]), row.initiative,
        )
        for row in found
    ]  # fmt: skip


def signed_main(**where) -> list[Signed]:
    """Signed hovedaftaler. One query."""
    return [
        Signed(
            "main_agreement", row.pk, row.title, row.ends_on, row.next_follow_up_on,
            reverse("initiatives:main_agreement", args=[row.pk]), None, row.municipality,
        )
        for row in MainAgreement.objects.filter(state=AgreementState.SIGNED, **where)
    ]  # fmt: skip


def _signed(user) -> list[Signed]:
    return [
        *signed_contracts(partnership__initiative__responsible=user),
        *signed_strategic(initiative__responsible=user),
        *(signed_main() if user.employment == Employment.LEADER else []),
    ]


def coming_soon(user, on: dt.date, roles: Roles | None = None) -> list[Task]:
    return []


def waiting_on_others(user, on: dt.date, roles: Roles | None = None) -> list[Task]:
    return []


def _ends_with(initiative: Initiative | None, ends_on: dt.date) -> bool:
    """True when the agreement lasts as long as the initiative: then nothing new is to be agreed."""
    return initiative is not None and initiative.ends_on is not None and initiative.ends_on <= ends_on


def _ends(agreement: Signed) -> Task:
    if agreement.case:
        why = gettext("Den slutter før indsatsen %(case)s.") % {"case": agreement.case.name}
    else:
        why = gettext("Hovedaftalen i %(where)s slutter snart.") % {"where": agreement.where}
    return Task(
        key=f"{agreement.key}_ends:{agreement.pk}",
        title=gettext("Forny aftalen: %(name)s") % {"name": agreement.name},
        why=why,
        url=agreement.url,
        minutes=30,
        due_on=agreement.ends_on,
    )
