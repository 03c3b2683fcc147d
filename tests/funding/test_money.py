"""Promising, paying, spending and returning: no krone twice, none lost, nothing rubbed out."""

import uuid
from decimal import Decimal

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from aab_social import todo
from funding import money
from funding.accounts import account_of, faults
from funding.budget import budget_of
from funding.models import BudgetVersion, ClosingAccount, Commitment, FundingLine, MoneyEntry, YearFrame
from funding.plans import save_budget
from initiatives.models import Body, Decision, HistoryEntry, Initiative, PlannedStep, Status, Submission
from initiatives.workflow import Refused
from tests import factories

from .world import YEAR, approved, commit, frame, fund, granted, moved, spent

pytestmark = pytest.mark.django_db


def refused(act, *args, **more) -> str:
    with pytest.raises(Refused) as refusal, transaction.atomic():
        act(*args, **more)
    return str(refusal.value)


def test_a_promise_takes_from_the_years_frame_and_no_more_than_is_left():
    year = frame(100_000)
    commit(granted(kroner=70_000), 70_000)
    assert refused(commit, granted(kroner=40_000), 40_000) == (
        "Rammen for 2026 har 30.000 kr. tilbage. Skriv højst det beløb, eller vælg et andet år."
    )
    commit(granted(kroner=30_000), 30_000)
    year.refresh_from_db()
    assert (year.committed, year.left, faults()) == (Decimal(100_000), Decimal(0), [])


def test_a_promise_is_within_what_is_granted_and_waits_for_the_approval():
    line = granted(kroner=1000)
    commit(line, 600)
    assert refused(commit, line, 401) == "Puljen har bevilget penge til 400 kr. mere. Skriv højst det beløb."
    draft = granted(factories.make_initiative())
    assert refused(commit, draft, 1) == (
        "Der kan først gives tilsagn, når indsatsen er godkendt, og ikke når den er slut."
    )


def test_the_same_press_twice_is_one_promise_and_one_entry():
    line, key = granted(), uuid.uuid4()
    first, second = commit(line, 500, key=key), commit(line, 500, key=key)
    paid = [moved(money.pay, first, 100, key="once") for _press in range(2)]
    assert (first, paid[0], Commitment.objects.count()) == (second, paid[1], 1)
    first.refresh_from_db()
    assert first.paid == Decimal(100)


def test_nothing_is_paid_spent_or_returned_beyond_the_promise():
    promise = commit(granted(), 1000)
    moved(money.pay, promise, 1000)
    assert refused(moved, money.pay, promise, "0.01") == (
        "Der er 0 kr. tilbage af tilsagnet fra Puljen for 2026. Skriv højst det beløb."
    )
    spent(promise.line.initiative, 700, promise)
    assert refused(moved, money.give_back, promise, 301) == (
        "Der er 300 kr. tilbage af tilsagnet fra Puljen for 2026. Skriv højst det beløb."
    )
    moved(money.give_back, promise, 300)
    promise.refresh_from_db()
    assert (promise.spent, promise.returned, promise.remaining) == (Decimal(700), Decimal(300), Decimal(0))
    assert faults() == []


def test_money_given_back_is_free_in_the_frame_again():
    year = frame(1000)
    promise = commit(granted(), 1000)
    moved(money.give_back, promise, 400)
    year.refresh_from_db()
    assert year.committed == Decimal(600)
    commit(granted(), 400)
    # Undoing the return would now promise the same kroner twice.
    entry = MoneyEntry.objects.get(kind="returned")
    assert refused(money.counter, entry, by=promise.made_by, why="Fejl") == (
        "Rammen er givet til andre siden. Det kan ikke føres tilbage."
    )


def test_a_mistake_is_mended_by_an_entry_against_it_and_both_stay():
    promise = commit(granted(), 1000)
    entry = moved(money.pay, promise, 900)
    money.counter(entry, by=promise.made_by, why="Forkert beløb")
    promise.refresh_from_db()
    assert promise.paid == Decimal(0)
    assert list(MoneyEntry.objects.values_list("amount", "text")) == [
        (Decimal(900), ""),
        (Decimal(-900), "Forkert beløb"),
    ]
    assert refused(money.counter, entry, by=promise.made_by, why="Igen") == "Posteringen er allerede rettet."
    assert refused(money.counter, entry.countered_by, by=promise.made_by, why="Tilbage") == (
        "Posteringen er allerede rettet."
    )


@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_database_lets_nobody_change_or_remove_an_entry(act):
    entry = spent(approved(), 100)
    rows = MoneyEntry.objects.filter(pk=entry.pk)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.update(amount=1) if act == "update" else rows._raw_delete("default")
    assert rows.get().amount == Decimal(100)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
@pytest.mark.parametrize("table", settings.APPEND_ONLY_TABLES_ABOVE)
def test_a_whole_table_of_money_cannot_be_emptied(table):
    entry = spent(approved(), 100)
    connection.check_constraints()
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"TRUNCATE {table} CASCADE")
    assert MoneyEntry.objects.get() == entry


@pytest.mark.parametrize("act", ["update", "delete"])
@pytest.mark.parametrize("kept", [BudgetVersion, ClosingAccount])
def test_budgets_that_were_and_closing_accounts_stay_as_they_are(kept, act):
    case = approved(Status.CLOSED)
    save_budget(
        factories.make_initiative(by=case.created_by), costs=[{"text": "Løn", "amount": 1}], funding=[],
        by=case.created_by,
    )  # fmt: skip
    money.close_account(case, by=case.created_by)
    row = kept.objects.get()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        kept.objects.update(made_at=timezone.now()) if act == "update" else kept.objects.all()._raw_delete(
            "default"
        )
    assert kept.objects.get().made_at == row.made_at


# --- What was granted -----------------------------------------------------------------------
def test_a_yes_on_the_way_is_no_grant_until_the_last_step_has_said_yes():
    case = factories.submitted_case(cost=90_000).initiative
    PlannedStep.objects.filter(initiative=case).delete()
    for number, kind in ((1, Body.Kind.LEADER), (2, Body.Kind.ORGANISATION_BOARD)):
        PlannedStep.objects.create(initiative=case, round=1, number=number, body=factories.make_body(kind))
    Submission.objects.filter(initiative=case).update(body=factories.make_body(Body.Kind.LEADER))
    first = factories.decide_next(case)
    assert (first.outcome, list(Decision.objects.granting())) == ("approved", [])
    last = factories.decide_next(case, decider=factories.make_user("Anne Lund"))
    assert list(Decision.objects.granting()) == [last]


# --- Truths in the database -----------------------------------------------------------------
def test_a_frame_cannot_be_exceeded_even_without_the_guard():
    year = frame(100)
    with pytest.raises(IntegrityError), transaction.atomic():
        YearFrame.objects.filter(pk=year.pk).update(committed=101)


@pytest.mark.parametrize(
    "sums", [{"amount": 0}, {"paid": 1001}, {"spent": 600, "returned": 401}, {"spent": -1}]
)
def test_a_promise_cannot_be_exceeded_even_without_the_guard(sums):
    promise = commit(granted(), 1000)
    with pytest.raises(IntegrityError), transaction.atomic():
        Commitment.objects.filter(pk=promise.pk).update(**sums)


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        ({"amount": 0}, "En postering på 0 kr. flytter ingen penge."),
        ({"kind": "paid"}, "Vælg det tilsagn, pengene hører til."),
        ({"category": ""}, "Vælg, hvad pengene er brugt på."),
        (
            {"kind": "paid", "amount": -5},
            "Skriv et beløb over 0 kr. En fejl rettes med en modpostering.",
        ),
    ],
)
def test_an_entry_cannot_contradict_itself(broken, words):
    case = approved()
    fields = {"kind": "spent", "amount": 5, "category": "staff", "key": "k", "on": factories.today()}
    entry = MoneyEntry(**fields | broken, initiative=case, made_by=case.created_by, made_at=case.created_at)
    with pytest.raises(ValidationError) as fault:
        entry.full_clean()
    assert words in fault.value.messages
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.save()


def test_a_statement_names_its_auditor_and_a_frame_stands_once_a_year():
    frame(1)
    with pytest.raises(IntegrityError), transaction.atomic():
        frame(2)
    assert "statement_names_its_auditor" in {c.name for c in ClosingAccount._meta.constraints}


# --- What a source answers ------------------------------------------------------------------
def test_an_answer_has_its_dates_reference_and_explanation():
    line = granted(kroner=1000)
    answer = {"state": "granted", "granted_amount": Decimal(1200), "reference": "2026-17"}
    with pytest.raises(ValidationError, match="Der er bevilget mere end søgt"):
        money.record_answer(line, by=line.initiative.created_by, **answer)
    money.record_answer(line, by=line.initiative.created_by, explanation="De betaler også tolken.", **answer)
    line.refresh_from_db()
    assert (line.granted_amount, line.reference) == (Decimal(1200), "2026-17")
    assert HistoryEntry.objects.filter(kind="funding_answer").count() == 1


def test_a_no_cannot_be_written_over_money_that_is_promised():
    line = granted()
    commit(line, 500)
    assert refused(money.record_answer, line, state="declined", by=line.initiative.created_by) == (
        "Der er allerede givet tilsagn om 500 kr. fra Puljen. Giv først noget af det tilbage."
    )


def test_lost_money_goes_back_and_becomes_a_task_until_the_plan_fits():
    case = approved()
    case.budget_lines.create(text="Løn", amount=100_000, category="staff")
    year, line = frame(100_000), granted(case)
    promise = commit(line, 60_000)
    spent(case, 10_000, promise)
    money.lose_funding(line, on=factories.today(), why="Rammen er skåret.", by=case.created_by)
    line.refresh_from_db(), promise.refresh_from_db(), year.refresh_from_db()
    assert (line.state, promise.spent, promise.returned) == ("withdrawn", Decimal(10_000), Decimal(50_000))
    assert (year.committed, faults()) == (Decimal(10_000), [])
    tasks = {task.key: task.why for task in todo.waiting_for(case.responsible, factories.today())}
    assert tasks[f"funding_lost:{case.pk}"] == (
        "Puljen giver ikke pengene mere. Der mangler 100.000 kr. i budgettet. "
        "10.000 kr. af dem er brugt og bliver stående. "
        "Søg om at ændre indsatsen, eller afslut den før tid."
    )
    granted(case, source=fund("Kommunen"))
    keys = [task.key for task in todo.waiting_for(case.responsible, factories.today())]
    assert f"funding_lost:{case.pk}" not in keys


def test_lost_money_of_which_nothing_was_used_is_missing_altogether():
    case = approved()
    case.budget_lines.create(text="Løn", amount=100_000, category="staff")
    line = granted(case)
    money.lose_funding(line, on=factories.today(), why="Rammen er skåret.", by=case.created_by)
    (task,) = todo.waiting_for(case.responsible, factories.today())
    assert task.why == (
        "Puljen giver ikke pengene mere. Der mangler 100.000 kr. "
        "Søg om at ændre indsatsen, eller afslut den før tid."
    )


def test_conditions_and_days_to_apply_become_tasks_in_time():
    case = approved()
    line = granted(case, condition="Send regnskab", condition_due_on=factories.in_days(20))
    idea = FundingLine.objects.create(initiative=case, source=fund("Fonden"), amount=5)
    for days in (10, 60):
        idea.source.deadlines.create(deadline_on=factories.in_days(days))
    tasks = {task.key: task.due_on for task in todo.waiting_for(case.responsible, factories.today())}
    assert tasks[f"funding_condition:{line.pk}"] == factories.in_days(20)
    assert tasks[f"apply:{idea.pk}"] == factories.in_days(10)
    soon = [
        task.due_on for task in todo.coming_soon(case.responsible, factories.today()) if "apply" in task.key
    ]
    assert soon == [factories.in_days(60)]


# --- Budget against actual, and the end -----------------------------------------------------
def test_budget_against_actual_in_kroner_and_per_cent_with_a_forecast():
    case = approved(starts_on=factories.in_days(-49), ends_on=factories.in_days(50))
    case.budget_lines.create(text="Løn", amount=1000, category="staff")
    spent(case, 750)
    account = account_of(case, budget_of(case), factories.today())
    [row] = account.categories
    assert (row.budget, row.spent, row.variance, row.variance_pct) == (
        Decimal("1000.00"),
        Decimal("750.00"),
        Decimal("-250.00"),
        Decimal("-25.0"),
    )
    assert (account.forecast, account.unplaced) == (Decimal("1500.00"), Decimal("750.00"))


def test_the_closing_account_waits_for_every_krone_and_for_the_auditor():
    case = approved()
    line = granted(case, source=fund("Fonden", needs_auditor=True))
    promise = commit(line, 1000)
    spent(case, 600, promise)
    assert refused(money.close_account, case, by=case.created_by) == (
        "Slutregnskabet laves, når indsatsen er afsluttet."
    )
    Initiative.objects.filter(pk=case.pk).update(status=Status.CLOSED)
    assert refused(money.close_account, case, by=case.created_by) == (
        "Der er 400 kr., som hverken er brugt eller givet tilbage. Skriv det ind først."
    )
    moved(money.give_back, promise, 400)
    assert refused(money.close_account, case, by=case.created_by) == (
        "Fonden kræver en revisorerklæring. Læg den ind."
    )
    type(line.source).objects.update(needs_auditor=False)
    account = money.close_account(case, by=case.created_by)
    assert (account.spent, account.returned) == (Decimal(600), Decimal(400))
    assert refused(spent, case, 1) == ("Slutregnskabet er lavet. Der kan ikke skrives flere posteringer ind.")
    assert promise.year == YEAR


def test_a_source_that_wants_an_account_of_its_own_pays_when_the_account_is_written():
    case = approved()
    line = granted(case, source=fund("Fonden", needs_own_account=True))
    promise = commit(line, 1000)
    assert refused(moved, money.pay, promise, 100) == (
        "Fonden kræver, at pengene har en egen konto. Skriv kontoen i kildens svar først."
    )
    said = {"state": "granted", "granted_amount": line.amount, "answered_on": factories.today()}
    money.record_answer(line, by=case.created_by, own_account="Projektkonto 4711", **said)
    assert moved(money.pay, promise, 100).amount == Decimal(100)


def test_a_source_that_left_after_its_money_was_used_still_gets_its_auditor():
    case = approved()
    line = granted(case, source=fund("Fonden", needs_auditor=True))
    spent(case, 600, commit(line, 1000))
    money.lose_funding(line, on=factories.today(), why="Rammen er skåret", by=case.created_by)
    Initiative.objects.filter(pk=case.pk).update(status=Status.CLOSED)
    assert refused(money.close_account, case, by=case.created_by) == (
        "Fonden kræver en revisorerklæring. Læg den ind."
    )
