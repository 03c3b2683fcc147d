"""Approved cases with money promised, for the tests of the ledger."""

import uuid
from decimal import Decimal

from funding import money
from funding.models import FundingLine, FundingSource, YearFrame
from initiatives.models import Initiative, Status
from tests import factories

YEAR = 2026


def approved(status=Status.RUNNING, **facts) -> Initiative:
    """A case as if it had been decided long ago: what the ledger asks of it is its status alone."""
    case = factories.make_initiative(**facts)
    Initiative.objects.filter(pk=case.pk).update(
        status=status, policy_version=factories.make_policy(), first_submitted_at=case.created_at
    )
    case.refresh_from_db()
    return case


def fund(name="Puljen", **fields) -> FundingSource:
    return FundingSource.objects.get_or_create(
        name=name, defaults={"kind": FundingSource.Kind.POOL, **fields}
    )[0]


def granted(case=None, kroner=100_000, *, source=None, **fields) -> FundingLine:
    return FundingLine.objects.create(
        initiative=case or approved(),
        source=source or fund(),
        amount=Decimal(kroner),
        state=FundingLine.State.GRANTED,
        granted_amount=Decimal(kroner),
        **fields,
    )


def frame(kroner, *, source=None, year=YEAR) -> YearFrame:
    return YearFrame.objects.create(source=source or fund(), year=year, amount=Decimal(kroner))


def commit(line, kroner, *, year=YEAR, key=None):
    return money.commit(
        line, year=year, amount=Decimal(kroner), by=line.initiative.created_by, key=key or uuid.uuid4()
    )


def moved(act, commitment, kroner, **more):
    return act(
        commitment,
        amount=Decimal(kroner),
        on=factories.today(),
        by=commitment.line.initiative.created_by,
        key=more.pop("key", uuid.uuid4().hex),
        **more,
    )


def spent(case, kroner, commitment=None, **more):
    more = {"category": "staff", "on": factories.today(), "key": uuid.uuid4().hex} | more
    return money.spend(case, amount=Decimal(kroner), commitment=commitment, by=case.created_by, **more)
