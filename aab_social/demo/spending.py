"""What invented initiatives were promised, were paid and have used, with the ledger's own write functions."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

from django.utils import timezone

from accounts.models import User
from funding import money, source_dates
from funding.models import Commitment, FundingLine, FundingSource, SourceDate, YearFrame
from funding.splits import split
from initiatives.models import Initiative

from .clock import at, working_day

DAY = dt.timedelta(days=1)
NAMESPACE = uuid.UUID("6f0f3a62-6c1f-4f0e-9d0a-2a8c4f5f7f11")
FOUNDATION = "Fonden Gode Naboer (opdigtet)"
FRAME = 400_000


def make_frames(sources: dict[str, FundingSource], today: dt.date) -> None:
    """Frames of the invented foundation alone: what AAB may give in a year is not public."""
    for year in range(today.year - 2, today.year + 2):
        YearFrame.objects.create(source=sources[FOUNDATION], year=year, amount=FRAME)


def spend_along(initiative: Initiative, today: dt.date, *, by: User) -> None:
    """Promise what was granted, and pay and use it in step with the days that have gone.

    It is written in at one sitting after all else, as from the bookkeeping: a history runs forwards.
    """
    initiative = Initiative.objects.get(pk=initiative.pk)
    first = working_day(min(initiative.starts_on, today))
    newest = timezone.localtime(initiative.history.order_by("-pk").values_list("at", flat=True)[0])
    last = initiative.ends_on or initiative.starts_on + 365 * DAY
    days = max((last - initiative.starts_on).days, 1)
    gone = min(max((today - initiative.starts_on).days, 0), days)
    categories = list(initiative.budget_lines.values_list("category", "amount"))
    for line in initiative.funding_lines.filter(state=FundingLine.State.GRANTED).select_related("source"):
        with at(newest.date(), newest.hour, newest.minute):
            promise = money.commit(
                line,
                year=initiative.starts_on.year,
                amount=line.amount,
                by=by,
                key=uuid.uuid5(NAMESPACE, f"{initiative.pk}:{line.pk}"),
            )
            if line.source.is_outside:
                _days_of(line, today, by=by)
            used = (line.amount * gone / days).quantize(Decimal(1))
            if used:
                _use(promise, used, categories, first, today, by=by)


def _days_of(line: FundingLine, today: dt.date, *, by: User) -> None:
    """The next instalment, the year's report and the accounts at the end, as a source from outside sets them."""
    Kind = SourceDate.Kind
    dates = ((Kind.PAYMENT, 45, "Anden rate"), (Kind.REPORT, 75, ""), (Kind.ACCOUNTS, 200, ""))
    for kind, ahead, note in dates:
        source_dates.add_date(line, kind=kind, on=working_day(today + ahead * DAY), note=note, by=by)


def _use(promise: Commitment, used: Decimal, categories, first: dt.date, today: dt.date, *, by: User) -> None:
    """One payment, and one use for each kind of cost, a month apart."""
    initiative = promise.line.initiative
    money.pay(promise, amount=used, on=first, by=by, key=f"demo:pay:{promise.pk}", text="Første rate")
    weights = [int(amount) for _category, amount in categories]
    for place, (part, (category, _amount)) in enumerate(zip(split(used, weights), categories, strict=True)):
        if part:
            money.spend(
                initiative,
                amount=part,
                on=working_day(min(first + 30 * (place + 1) * DAY, today)),
                category=category,
                commitment=promise,
                voucher=f"{1000 + promise.pk * 10 + place}",
                by=by,
                key=f"demo:spend:{promise.pk}:{place}",
            )
