"""The money of a case in an approved version, and in a copy on which a change is proposed."""

from __future__ import annotations

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext

from accounts.forms.numbers import write_kroner
from initiatives.amendments import copy_row
from initiatives.models import Amendment, Initiative

from .budget import budget_of
from .models import BudgetBasis, FundingLine
from .plans import keep_version

GIVEN = ("amount", "paid_as", "hours", "rate", "is_rounded", "by_year")
COST, SOURCE = "cost:", "source:"


def version_rows(initiative: Initiative) -> list[tuple[str, str, str]]:
    """Every cost and every source with its kroner, as (key, label, text) in Danish."""
    budget = budget_of(initiative)
    costs = [
        (f"{COST}{key}", gettext("Udgift: %(text)s") % {"text": line.text}, _kroner(line.amount))
        for key, line in _keyed(budget.costs, lambda line: line.text)
    ]
    sources = [
        (
            f"{SOURCE}{key}",
            gettext("Penge fra %(source)s") % {"source": line.source},
            f"{_kroner(line.amount)} ({line.get_state_display()})",
        )
        for key, line in _keyed(budget.funding, lambda line: line.source_id)
    ]
    return costs + sources


def _kroner(amount) -> str:
    return f"{write_kroner(amount)} kr."


def _keyed(lines, name):
    """Each line with a key of its own, also where two have the same name: the second is "…#2"."""
    seen: dict = {}
    for line in lines:
        seen[name(line)] = number = seen.get(name(line), 0) + 1
        yield (f"{name(line)}#{number}" if number > 1 else str(name(line))), line


def copy(source: Initiative, target: Initiative) -> None:
    for rows in (source.budget_lines, source.funding_lines):
        for row in rows.all():
            copy_row(row, initiative=target)
    _copy_basis(source, target)


def _copy_basis(source: Initiative, target: Initiative) -> None:
    """What the amounts mean goes with them."""
    for basis in BudgetBasis.objects.filter(initiative=source):
        BudgetBasis.objects.update_or_create(initiative=target, defaults={"figures": basis.figures})


def put_back(source: Initiative, target: Initiative, changed: set[str]) -> None:
    """Make the lines that differ read as in the approved copy; the others keep what hangs on them."""
    for prefix, rows, name, columns in (
        (COST, "budget_lines", lambda line: line.text, ("category", *GIVEN, "order")),
        (SOURCE, "funding_lines", lambda line: line.source_id, (*GIVEN, "state", "note", "order")),
    ):
        new = dict(_keyed(getattr(source, rows).all(), name))
        standing = dict(_keyed(getattr(target, rows).all(), name))
        for key in (key.removeprefix(prefix) for key in changed if key.startswith(prefix)):
            if key in new and key in standing:
                for column in columns:
                    setattr(standing[key], column, getattr(new[key], column))
                _keep_the_grant(standing[key])
                standing[key].save()
            elif key in new:
                copy_row(new[key], initiative=target)
            else:
                _remove(standing.get(key))
    _copy_basis(source, target)
    amendment = Amendment.objects.filter(draft=source).first()
    keep_version(
        target,
        by=source.changed_by,
        because=gettext("Ændring %(number)s") % {"number": amendment.number} if amendment else "",
    )


def _keep_the_grant(line) -> None:
    """What a source has granted stays as it was; where the plan now uses less of it, the line says why."""
    granted = getattr(line, "granted_amount", None)
    if granted is None:
        return
    if line.state not in (FundingLine.State.GRANTED, FundingLine.State.WITHDRAWN):
        line.state = FundingLine.State.GRANTED
    if granted > line.amount and not line.explanation:
        line.explanation = gettext("Planen er ændret.")


def _remove(line) -> None:
    """Take a line out; one that money has been booked on stays, with 0 kroner to come."""
    if line is None:
        return
    try:
        with transaction.atomic():
            line.delete()
    except ProtectedError:
        line.amount = 0
        line.save(update_fields=["amount"])
