"""What became of the money of some invented initiatives: a file read in, a no, a source lost, and closing accounts."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import User
from accounts.uploads import CheckedUpload, check
from funding import money
from funding.imports import COLUMNS, enter_actuals
from funding.models import FundingLine
from funding.splits import split
from initiatives.evidence import store_evidence
from initiatives.models import Initiative

from .clock import at, working_day
from .papers import one_page
from .spending import FOUNDATION, NAMESPACE
from .stories import Story

DAY = dt.timedelta(days=1)
AUDITORS = {
    "Sommerlejr i gården": "Revisionsfirmaet Sum og Rest (opdigtet)",
    "Forældrecafé i Fuglekvarteret": "",
}
"""The ended initiatives with a closing account, and who looked at it. The others have still to make one."""
READ_IN = "Gældsrådgivning tæt på"
LOST = ("Fritidsjob til unge i Høje Gladsaxe", FOUNDATION, "Fonden har lukket puljen til unge.", -12)
# (days ago, text, kroner as bookkeepers write them, voucher, kind of cost, source)
ENTRIES = (
    (34, "Tolk til fire samtaler", "2.450,00", "20417", "Løn", "AAB's dispositionsfond"),
    (31, "Pjecer om budget, 400 stk.", "3.118,75", "20422", "Information", "AAB's dispositionsfond"),
    (24, "Frokost på haveholdets kursus", "1.890,00", "20439", "Aktiviteter", "AAB's dispositionsfond"),
    (20, "Togbilletter til rådgivere", "640,00", "20455", "Andet", "Ballerup Kommune"),
    (9, "Tolk til to samtaler", "1.275,50", "20488", "Løn", ""),
)
WRONG_VOUCHER = "20439"


def what_became_of_the_money(initiative: Initiative, today: dt.date, *, by: User) -> None:
    """After what was spent in step with the days: what happened besides, in the cases named above."""
    if initiative.name == READ_IN:
        with _after(initiative, today - 2 * DAY):
            _say_no(initiative, today, by=by)
            _read_a_file(initiative, today, by=by)
    name, source, why, days = LOST
    if initiative.name == name:
        on = working_day(today + days * DAY)
        with _after(initiative, on):
            line = initiative.funding_lines.get(source__name=source)
            money.lose_funding(line, on=on, why=why, by=by)


def _after(initiative: Initiative, day: dt.date):
    """That day, or the newest moment of the initiative's history when that is later: a history runs forwards."""
    newest = timezone.localtime(initiative.history.order_by("-pk").values_list("at", flat=True)[0])
    return at(day, 13, 30) if day > newest.date() else at(newest.date(), newest.hour, newest.minute)


def _say_no(initiative: Initiative, today: dt.date, *, by: User) -> None:
    money.record_answer(
        initiative.funding_lines.get(source__name=FOUNDATION),
        state=FundingLine.State.DECLINED,
        applied_on=today - 620 * DAY,
        answered_on=today - 560 * DAY,
        reference="GN-118",
        explanation="Fonden støtter ikke rådgivning om gæld.",
        by=by,
    )


def _read_a_file(initiative: Initiative, today: dt.date, *, by: User) -> None:
    """Five lines from the bookkeeping; one belonged to another case and is met by an entry against it."""
    lines = [";".join((f"{working_day(today - days * DAY):%d-%m-%Y}", *rest)) for days, *rest in ENTRIES]
    text = "\n".join((";".join(COLUMNS), *lines)) + "\n"
    enter_actuals(initiative, text=text, name="regnskab-3-kvartal.csv", by=by)
    wrong = initiative.money_entries.get(voucher=WRONG_VOUCHER)
    money.counter(wrong, why="Bilaget hører til Haveholdet.", by=by)


# --- What has ended -------------------------------------------------------------------------
def promise_at_the_start(initiative: Initiative, *, by: User) -> None:
    """Promise and pay what was granted to an initiative that has since ended: afterwards nobody promises."""
    for line in _granted(initiative):
        key = uuid.uuid5(NAMESPACE, f"{initiative.pk}:{line.pk}")
        promise = money.commit(line, year=initiative.starts_on.year, amount=line.amount, by=by, key=key)
        money.pay(
            promise,
            amount=line.amount,
            on=working_day(initiative.starts_on),
            by=by,
            key=f"demo:pay:{promise.pk}",
            text="Hele beløbet",
        )


def settle(initiative: Initiative, story: Story, end: dt.date, *, by: User) -> None:
    """What was used, what went back to AAB, and the closing account where somebody has made it."""
    categories = list(initiative.budget_lines.values_list("category", "amount"))
    weights = [int(amount) for _category, amount in categories]
    with at(working_day(end + 20 * DAY), 9, 15):
        for line in _granted(initiative):
            promise = line.commitments.get()
            back = Decimal(story.money_left) if line.source.is_aab else Decimal(0)
            parts = split(line.amount - back, weights)
            for place, (part, (category, _amount)) in enumerate(zip(parts, categories, strict=True)):
                money.spend(
                    initiative,
                    amount=part,
                    on=working_day(end - 10 * DAY),
                    category=category,
                    commitment=promise,
                    voucher=f"{1000 + promise.pk * 10 + place}",
                    by=by,
                    key=f"demo:spend:{promise.pk}:{place}",
                )
            if back:
                money.give_back(
                    promise,
                    amount=back,
                    on=working_day(end + 20 * DAY),
                    text="Ikke brugt",
                    by=by,
                    key=f"demo:back:{promise.pk}",
                )
    if initiative.name in AUDITORS:
        with at(working_day(end + 40 * DAY), 11, 0):
            _close_account(initiative, AUDITORS[initiative.name], by=by)


def _close_account(initiative: Initiative, auditor: str, *, by: User) -> None:
    statement = None
    if auditor:
        statement = store_evidence(
            initiative, requirement_key="Ø.1", upload=_statement(initiative, auditor), by=by
        )
    money.close_account(initiative, by=by, statement=statement, auditor=auditor)


def _statement(initiative: Initiative, auditor: str) -> CheckedUpload:
    lines = [
        "Revisorerklæring. Opdigtet til visning.",
        "",
        f"Slutregnskab for {initiative.name}",
        "Vi har set bilagene igennem. Regnskabet er rigtigt.",
        auditor,
    ]
    return check(SimpleUploadedFile("revisorerklaering.pdf", one_page(lines), "application/pdf"))


def _granted(initiative: Initiative) -> list[FundingLine]:
    found = initiative.funding_lines.filter(state=FundingLine.State.GRANTED)
    return list(found.select_related("source", "initiative").order_by("pk"))
