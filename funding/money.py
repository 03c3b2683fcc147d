"""Promising, paying, spending and returning money. The only module that writes the ledger.

Each sum of a commitment and of a frame is moved by one conditional UPDATE with the entry that moves it,
in one transaction: of two who reach for the last kroner, one gets them and the other a sentence.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from accounts.templatetags.portal import kroner
from initiatives.history import record
from initiatives.models import Evidence, Initiative, Status
from initiatives.workflow import Refused, lock_for_change

from .budget import ZERO, promised
from .models import (
    ClosingAccount,
    Commitment,
    FundingLine,
    FundingSource,
    ImportBatch,
    MoneyEntry,
    YearFrame,
)
from .splits import kroner_of

Kind = MoneyEntry.Kind
MOVED = {
    Kind.PAID: gettext_noop("Udbetaling på %(kroner)s"),
    Kind.SPENT: gettext_noop("Forbrug på %(kroner)s"),
    Kind.RETURNED: gettext_noop("Gav %(kroner)s tilbage"),
}
ALIVE = frozenset({Status.APPROVED, Status.RUNNING, Status.PAUSED})
DECIDED = ALIVE | {Status.CLOSED}
"""Statuses in which money may move: nothing is promised before the case is approved."""


# --- What a source answers ------------------------------------------------------------------
@transaction.atomic
def record_answer(
    line: FundingLine,
    *,
    state: str,
    by,
    applied_on: dt.date | None = None,
    answered_on: dt.date | None = None,
    reference: str = "",
    granted_amount: Decimal | None = None,
    explanation: str = "",
    condition: str = "",
    condition_due_on: dt.date | None = None,
    condition_met_on: dt.date | None = None,
    own_account: str = "",
) -> FundingLine:
    """How far the money of one source has come. Allowed whatever the status of the case: a source answers
    when it answers. Raises Refused when less is granted than is promised already, ValidationError when
    the answer contradicts itself.
    """
    initiative = lock_for_change(line.initiative)
    line = FundingLine.objects.select_related("source").get(pk=line.pk)
    granted = state == FundingLine.State.GRANTED
    line.state = state
    line.applied_on, line.answered_on, line.reference = applied_on, answered_on, reference
    line.granted_amount = granted_amount if granted else None
    line.explanation, line.condition = explanation, condition
    line.condition_due_on, line.condition_met_on = condition_due_on, condition_met_on
    line.lost_on, line.own_account = None, own_account
    committed = net_committed(line)
    if committed > promised(line):
        raise Refused(
            gettext(
                "Der er allerede givet tilsagn om %(amount)s fra %(source)s. Giv først noget af det tilbage."
            )
            % {"amount": kroner(committed), "source": line.source}
        )
    line.full_clean(exclude=["initiative", "source"])
    line.save()
    record(
        initiative,
        by=by,
        kind="funding_answer",
        sentence=gettext_noop("%(source)s: %(state)s"),
        params={"source": line.source.name, "state": str(line.get_state_display())},
        prepares=initiative.is_editable,
    )
    return line


@transaction.atomic
def lose_funding(line: FundingLine, *, on: dt.date, why: str, by) -> None:
    """The source takes its money back while the initiative lives. What was spent stays spent.

    The rest of each commitment is returned. The case then lacks money, which `todo` shows as a task until
    the plan is amended or the initiative stops. Raises Refused without words, or when it is gone already.
    """
    if not why.strip():
        raise Refused(gettext("Skriv hvorfor."))
    initiative = lock_for_change(line.initiative)
    line = FundingLine.objects.select_related("source").get(pk=line.pk)
    if not line.counts:
        raise Refused(gettext("Kilden er allerede ude."))
    for commitment in line.commitments.all():
        if commitment.remaining:
            give_back(commitment, amount=commitment.remaining, on=on, by=by, text=why, key=uuid.uuid4().hex)
    line.state = FundingLine.State.WITHDRAWN
    line.lost_on, line.explanation = on, why.strip()[:300]
    line.save(update_fields=["state", "lost_on", "explanation"])
    record(
        initiative,
        by=by,
        kind="funding_lost",
        sentence=gettext_noop("Mistede pengene fra %(source)s"),
        params={"source": line.source.name},
        words=why.strip(),
    )


def net_committed(line: FundingLine) -> Decimal:
    """Kroner promised under the line and not returned."""
    return sum((c.amount - c.returned for c in line.commitments.all()), ZERO)


# --- Promising ------------------------------------------------------------------------------
@transaction.atomic
def commit(line: FundingLine, *, year: int, amount: Decimal, by, key: uuid.UUID) -> Commitment:
    """Promise money to an approved initiative for one year, within what is granted and the year's frame.

    The same `key` twice is one commitment. Raises Refused: not approved, more than granted, or more than
    is left of the frame.
    """
    amount = kroner_of(amount)
    initiative = lock_for_change(line.initiative)
    if there := Commitment.objects.filter(key=key).first():
        return there
    line = FundingLine.objects.select_related("source").get(pk=line.pk)
    if initiative.status not in ALIVE:
        raise Refused(
            gettext("Der kan først gives tilsagn, når indsatsen er godkendt, og ikke når den er slut.")
        )
    if amount <= 0:
        raise Refused(gettext("Et tilsagn skal være på mere end 0 kr."))
    left = promised(line) - net_committed(line)
    if amount > left:
        raise Refused(
            gettext("%(source)s har bevilget penge til %(left)s mere. Skriv højst det beløb.")
            % {"source": line.source, "left": kroner(left)}
        )
    frame = YearFrame.objects.filter(source=line.source, year=year).first()
    if frame and not reserve(frame, amount):
        frame.refresh_from_db()
        raise Refused(
            gettext(
                "Rammen for %(year)s har %(left)s tilbage. Skriv højst det beløb, eller vælg et andet år."
            )
            % {"year": year, "left": kroner(frame.left)}
        )
    commitment = Commitment.objects.create(
        line=line, frame=frame, year=year, amount=amount, key=key, made_by=by, made_at=timezone.now()
    )
    record(
        initiative,
        by=by,
        kind="commitment",
        sentence=gettext_noop("Tilsagn om %(kroner)s fra %(source)s for %(year)s"),
        params={"kroner": f"{amount:.2f}", "source": line.source.name, "year": year},
    )
    return commitment


def reserve(frame: YearFrame, amount: Decimal) -> bool:
    """Take `amount` out of the frame, if there is so much left. One statement: nobody comes in between."""
    room = YearFrame.objects.filter(pk=frame.pk, committed__lte=F("amount") - amount)
    return bool(room.update(committed=F("committed") + amount))


# --- Moving ---------------------------------------------------------------------------------
def pay(
    commitment: Commitment, *, amount: Decimal, on: dt.date, by, key: str, voucher: str = "", text: str = ""
) -> MoneyEntry:
    """Money is paid out of a commitment.

    Raises Refused when it is more than is promised and unpaid, or when the source asks for an account of its
    own and nobody has written which.
    """
    line = FundingLine.objects.select_related("source").get(pk=commitment.line_id)
    if line.lacks_own_account:
        raise Refused(
            gettext("%(source)s kræver, at pengene har en egen konto. Skriv kontoen i kildens svar først.")
            % {"source": line.source}
        )
    return _enter(
        commitment.line.initiative,
        Kind.PAID,
        amount,
        on=on,
        by=by,
        key=key,
        commitment=commitment,
        voucher=voucher,
        text=text,
    )


def spend(
    initiative: Initiative,
    *,
    amount: Decimal,
    on: dt.date,
    category: str,
    by,
    key: str,
    commitment: Commitment | None = None,
    text: str = "",
    voucher: str = "",
    batch: ImportBatch | None = None,
) -> MoneyEntry:
    """Money has been used, as the bookkeeping tells; below zero is a credit. Without a commitment it is not
    charged to a source yet. Raises Refused when the commitment has not so much left.
    """
    return _enter(
        initiative, Kind.SPENT, amount, on=on, by=by, key=key, commitment=commitment,
        voucher=voucher, text=text, category=category, batch=batch,
    )  # fmt: skip


def give_back(
    commitment: Commitment, *, amount: Decimal, on: dt.date, by, key: str, text: str = ""
) -> MoneyEntry:
    """Unused money goes back to its source, and to the frame of its year. Raises Refused when it is spent."""
    return _enter(
        commitment.line.initiative,
        Kind.RETURNED,
        amount,
        on=on,
        by=by,
        key=key,
        commitment=commitment,
        text=text,
    )


@transaction.atomic
def counter(entry: MoneyEntry, *, by, why: str) -> MoneyEntry:
    """Undo an entry by its opposite, dated today; both stay. Once per entry, and never of a counter-entry.

    Raises Refused when it is undone already, or when what hangs on it stands in the way.
    """
    if not why.strip():
        raise Refused(gettext("Skriv hvorfor."))
    lock_for_change(entry.initiative)
    if entry.counters_id or MoneyEntry.objects.filter(counters=entry).exists():
        raise Refused(gettext("Posteringen er allerede rettet."))
    return _enter(
        entry.initiative,
        Kind(entry.kind),
        -entry.amount,
        on=timezone.localdate(),
        by=by,
        key=f"counter:{entry.pk}",
        commitment=entry.commitment,
        category=entry.category,
        voucher=entry.voucher,
        text=why.strip()[:200],
        counters=entry,
    )


@transaction.atomic
def _enter(
    initiative: Initiative, kind: Kind, amount: Decimal, *, on, by, key: str, commitment=None, **said
) -> MoneyEntry:
    amount = kroner_of(amount)
    initiative = lock_for_change(initiative)
    if there := MoneyEntry.objects.filter(key=key).first():
        return there
    if initiative.status not in DECIDED:
        raise Refused(gettext("Der kan først bruges penge, når indsatsen er godkendt."))
    if ClosingAccount.objects.filter(initiative=initiative).exists():
        raise Refused(gettext("Slutregnskabet er lavet. Der kan ikke skrives flere posteringer ind."))
    if amount == 0:
        raise Refused(gettext("En postering på 0 kr. flytter ingen penge."))
    if amount < 0 and kind != Kind.SPENT and "counters" not in said:
        raise Refused(gettext("Skriv et beløb over 0 kr. En fejl rettes med en modpostering."))
    if commitment is not None:
        _move_sums(commitment, kind, amount)
    entry = MoneyEntry.objects.create(
        initiative=initiative,
        commitment=commitment,
        kind=kind,
        amount=amount,
        on=on,
        key=key,
        made_by=by,
        made_at=timezone.now(),
        **said,
    )
    if entry.batch_id is None:  # a whole file is one line of history
        record(
            initiative,
            by=by,
            kind="money",
            sentence=MOVED[kind],
            params={"kroner": f"{amount:.2f}"},
            words=said.get("text", "") if said.get("counters") else "",
        )
    return entry


def _move_sums(commitment: Commitment, kind: Kind, amount: Decimal) -> None:
    """Move the commitment's sum, and the frame's for what is returned; each only while it holds."""
    found = Commitment.objects.filter(pk=commitment.pk)
    if kind == Kind.PAID:
        moved = found.filter(paid__gte=-amount, paid__lte=F("amount") - amount).update(
            paid=F("paid") + amount
        )
    elif kind == Kind.SPENT:
        moved = found.filter(spent__gte=-amount, spent__lte=F("amount") - F("returned") - amount).update(
            spent=F("spent") + amount
        )
    else:
        moved = found.filter(returned__gte=-amount, returned__lte=F("amount") - F("spent") - amount).update(
            returned=F("returned") + amount
        )
    if not moved:
        raise Refused(_why_not(commitment, kind, amount))
    if kind == Kind.RETURNED and commitment.frame_id:
        frame = YearFrame.objects.filter(pk=commitment.frame_id, committed__gte=amount)
        if not frame.filter(committed__lte=F("amount") + amount).update(committed=F("committed") - amount):
            raise Refused(gettext("Rammen er givet til andre siden. Det kan ikke føres tilbage."))


def _why_not(commitment: Commitment, kind: Kind, amount: Decimal) -> str:
    commitment.refresh_from_db()
    if amount < 0:
        return gettext("Der er ikke så meget at føre tilbage.")
    left = commitment.amount - commitment.paid if kind == Kind.PAID else commitment.remaining
    return gettext(
        "Der er %(left)s tilbage af tilsagnet fra %(source)s for %(year)s. Skriv højst det beløb."
    ) % {
        "left": kroner(left),
        "source": commitment.line.source,
        "year": commitment.year,
    }


# --- Closing --------------------------------------------------------------------------------
def auditors_asked_for(lines: Iterable[FundingLine]) -> list[FundingSource]:
    """The sources that ask for an auditor's statement: those that pay, and those that paid before they left."""
    return [
        line.source
        for line in lines
        if line.source.needs_auditor and (line.counts or any(c.spent for c in line.commitments.all()))
    ]


def unused(lines: Iterable[FundingLine]) -> Decimal:
    """Kroner promised under the lines that are neither spent nor returned."""
    return sum((commitment.remaining for line in lines for commitment in line.commitments.all()), ZERO)


@transaction.atomic
def close_account(
    initiative: Initiative, *, by, statement: Evidence | None = None, auditor: str = "", note: str = ""
) -> ClosingAccount:
    """Make the closing account, after which nothing is entered. Raises Refused while money is neither
    spent nor returned, or an auditor's statement that a source asks for is missing."""
    initiative = lock_for_change(initiative)
    if initiative.status != Status.CLOSED:
        raise Refused(gettext("Slutregnskabet laves, når indsatsen er afsluttet."))
    if ClosingAccount.objects.filter(initiative=initiative).exists():
        raise Refused(gettext("Slutregnskabet er lavet."))
    lines = list(initiative.funding_lines.select_related("source").prefetch_related("commitments"))
    left = unused(lines)
    if left:
        raise Refused(
            gettext("Der er %(left)s, som hverken er brugt eller givet tilbage. Skriv det ind først.")
            % {"left": kroner(left)}
        )
    asks = next(iter(auditors_asked_for(lines)), None)
    if asks and statement is None:
        raise Refused(gettext("%(source)s kræver en revisorerklæring. Læg den ind.") % {"source": asks})
    spent = sum((e.amount for e in initiative.money_entries.filter(kind=Kind.SPENT)), ZERO)
    returned = sum((c.returned for line in lines for c in line.commitments.all()), ZERO)
    account = ClosingAccount(
        initiative=initiative,
        spent=spent,
        returned=returned,
        statement=statement,
        auditor=auditor,
        note=note,
        made_by=by,
        made_at=timezone.now(),
    )
    account.full_clean()
    account.save()
    record(initiative, by=by, kind="closing_account", sentence=gettext_noop("Lavede slutregnskabet"))
    return account
