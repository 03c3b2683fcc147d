"""Whether agreements still hold: those that end soon, or before the initiative they are about. Read only."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext

from accounts.templatetags.portal import day

from .models import AgreementState, Initiative, Partnership, ResultContract, Status, StrategicAgreement
from .todo import Task

NOTICE = dt.timedelta(days=90)
"""So long before an agreement ends, the person responsible is told."""
UNDER_WAY = (Status.APPROVED, Status.RUNNING, Status.PAUSED)


def warnings_of(initiative: Initiative, partnerships: list[Partnership], on: dt.date) -> list[str]:
    """What is about to go wrong with the signed contracts of the initiative, in words."""
    found = []
    for partnership in partnerships:
        contract = getattr(partnership, "result_contract", None)
        if contract is None or contract.state != ResultContract.State.SIGNED or contract.ends_on is None:
            continue
        name = {"partner": partnership.partner, "day": day(contract.ends_on)}
        if contract.ends_on < on:
            found.append(gettext("Kontrakten med %(partner)s udløb %(day)s. Lav en ny.") % name)
        elif contract.ends_on <= on + NOTICE:
            found.append(gettext("Kontrakten med %(partner)s udløber %(day)s. Tal om en ny nu.") % name)
        if initiative.ends_on and contract.ends_on < initiative.ends_on:
            text = gettext(
                "Kontrakten med %(partner)s slutter %(day)s. Det er før indsatsen, der slutter %(end)s."
            )
            found.append(text % {**name, "end": day(initiative.ends_on)})
    return found


def waiting_for(user, on: dt.date) -> list[Task]:
    """Agreements of the person's running cases that end within 90 days or have ended, and follow-ups that are due."""
    contracts = ResultContract.objects.filter(
        partnership__initiative__responsible=user,
        partnership__initiative__status__in=UNDER_WAY,
        state=ResultContract.State.SIGNED,
    ).select_related("partnership__initiative", "partnership__partner")
    strategic = StrategicAgreement.objects.filter(
        initiative__responsible=user, initiative__status__in=UNDER_WAY, state=AgreementState.SIGNED
    ).select_related("initiative")
    tasks = []
    for contract in contracts:
        case, partner = contract.partnership.initiative, contract.partnership.partner
        url = reverse("initiatives:contracts", args=[case.pk])
        if contract.ends_on and contract.ends_on <= on + NOTICE and not _ends_with(case, contract.ends_on):
            tasks.append(_ends(f"contract_ends:{contract.pk}", case, str(partner), contract.ends_on, url))
        if contract.next_follow_up_on and contract.next_follow_up_on <= on + dt.timedelta(days=14):
            title = gettext("Følg op på kontrakten med %(partner)s") % {"partner": partner}
            tasks.append(
                Task(
                    key=f"contract_follow_up:{contract.pk}",
                    title=title,
                    why=case.name,
                    url=url,
                    minutes=30,
                    due_on=contract.next_follow_up_on,
                )
            )
    for agreement in strategic:
        if (
            agreement.ends_on
            and agreement.ends_on <= on + NOTICE
            and not _ends_with(agreement.initiative, agreement.ends_on)
        ):
            url = reverse("initiatives:contracts", args=[agreement.initiative_id])
            tasks.append(
                _ends(
                    f"agreement_ends:{agreement.pk}",
                    agreement.initiative,
                    agreement.title,
                    agreement.ends_on,
                    url,
                )
            )
    return tasks


def coming_soon(user, on: dt.date) -> list[Task]:
    return []


def waiting_on_others(user, on: dt.date) -> list[Task]:
    return []


def _ends_with(initiative: Initiative, ends_on: dt.date) -> bool:
    """True when the agreement lasts as long as the initiative: then nothing new is to be agreed."""
    return initiative.ends_on is not None and initiative.ends_on <= ends_on


def _ends(key: str, case: Initiative, name: str, ends_on: dt.date, url: str) -> Task:
    return Task(
        key=key,
        title=gettext("Forny aftalen: %(name)s") % {"name": name},
        why=gettext("Den slutter før indsatsen %(case)s.") % {"case": case.name},
        url=url,
        minutes=30,
        due_on=ends_on,
    )
