"""The pages from applied to spent, the file from the bookkeeping, and the year's grants."""

import datetime as dt
import io
import os
from decimal import Decimal
from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from aab_social.demo.papers import one_page
from accounts.forms.numbers import write_kroner
from funding import money
from funding.accounts import CategoryRow, faults
from funding.imports import COLUMNS, enter_actuals, plan_actuals, text_of
from funding.models import Commitment, FundingLine, MoneyEntry
from funding.source_dates import add_date
from funding.todo import waiting_for
from initiatives.models import Initiative
from initiatives.spreadsheet import as_csv, as_xlsx
from initiatives.workflow import Refused
from tests import factories

from .world import YEAR, approved, commit, frame, fund, granted, moved, spent

pytestmark = pytest.mark.django_db
HEAD = "dato;tekst;beloeb;bilag;slags;kilde\n"


@pytest.fixture
def case(client):
    found = approved()
    client.force_login(found.created_by)
    return found


def at(name, *args):
    return reverse(f"funding:{name}", args=args)


def amounts(case):
    return list(case.money_entries.order_by("pk").values_list("amount", flat=True))


# --- The file from the bookkeeping ----------------------------------------------------------
def look_and_enter(client, case, data: bytes, name="regnskab.csv"):
    url = at("spending", case.pk)
    seen = client.post(url, {"look": "1", "file-file": SimpleUploadedFile(name, data)})
    assert seen.status_code == 200
    before = case.money_entries.count()
    assert before == case.money_entries.count()
    return seen, client.post(url, {"enter": seen.context["checked"]}, follow=True)


def test_a_file_is_looked_at_matched_and_entered_once_however_often(client, case):
    promise = commit(granted(case, source=fund("Fonden")), 5000)
    data = (
        HEAD + "14-09-2025;Løn;1.234,50;17;Løn;Fonden\n14-09-2025;Mad;12 500 kr.;18;Aktiviteter;\n"
    ).encode()
    seen, done = look_and_enter(client, case, data)
    assert [(row.line, str(row.commitment or ""), row.is_known) for row in seen.context["plan"].rows] == [
        (2, f"Fonden {YEAR}", False),
        (3, "", False),
    ]
    assert "2 linjer er skrevet ind." in done.text
    again, _refused = look_and_enter(client, case, data)
    assert (len(again.context["plan"].known), again.context["checked"]) == (2, "")
    assert amounts(case) == [Decimal("1234.50"), Decimal("12500.00")]
    promise.refresh_from_db()
    assert (promise.spent, faults()) == (Decimal("1234.50"), [])


def test_a_spreadsheet_reads_the_same_as_the_csv_it_would_be(client, case):
    book = Workbook()
    book.active.append(HEAD.strip().split(";"))
    book.active.append(["14-09-2025", "Løn; uge 3", 1234.5, 17, "Løn", None])
    out = io.BytesIO()
    book.save(out)
    look_and_enter(client, case, out.getvalue(), "regnskab.xlsx")
    entry = case.money_entries.get()
    assert (entry.amount, entry.text) == (Decimal("1234.50"), "Løn; uge 3")


def test_every_fault_of_a_file_is_told_and_nothing_is_entered(client, case):
    rows = "i går;Løn;1;;Løn;\n14-09-2025;Løn;tolv;;Løn;\n14-09-2025;Løn;1;;Kaffe;\n14-09-2025;Løn;1;;Løn;Ukendt\n"
    seen, _done = look_and_enter(client, case, (HEAD + rows).encode())
    names = (
        "Løn, Lokaler, Aktiviteter, Materialer, Information, Administration, Evaluering og regnskab, Andet"
    )
    assert [str(fault) for fault in seen.context["faults"]] == [
        "Linje 2, kolonnen dato: Skriv datoen som 14-09-2025.",
        "Linje 3, kolonnen beloeb: Skriv beløbet som 1.234,50.",
        f'Linje 4, kolonnen slags: Vi kender ikke "Kaffe". Skriv et af disse: {names}.',
        'Linje 5, kolonnen kilde: Indsatsen har intet tilsagn fra "Ukendt". Ret navnet, eller lad kilden stå tom.',
    ]
    assert amounts(case) == []


def test_two_lines_that_read_the_same_are_two_movements(case):
    text = HEAD + "14-09-2025;Bus;36,00;;Andet;\n" * 2
    enter_actuals(case, text=text, name="x.csv", by=case.created_by)
    with pytest.raises(Refused):
        enter_actuals(case, text=text, name="x.csv", by=case.created_by)
    assert amounts(case) == [Decimal("36.00")] * 2


def test_a_file_that_is_no_spreadsheet_gets_a_sentence(client, case):
    answer = client.post(
        at("spending", case.pk), {"look": "1", "file-file": SimpleUploadedFile("a.xlsx", b"PK nonsense")}
    )
    assert [str(fault) for fault in answer.context["faults"]] == [
        "Vi kan ikke læse regnearket. Gem det igen, og prøv så."
    ]


def test_what_was_looked_at_for_one_case_is_not_entered_in_another(client, case):
    seen = client.post(
        at("spending", case.pk),
        {"look": "1", "file-file": SimpleUploadedFile("a.csv", (HEAD + "14-09-2025;A;1;;Løn;\n").encode())},
    )
    other = approved(by=case.created_by)
    answer = client.post(at("spending", other.pk), {"enter": seen.context["checked"]}, follow=True)
    assert "Vælg filen igen. Det er for længe siden, du så den igennem." in answer.text
    assert MoneyEntry.objects.count() == 0


ORE = st.integers(1, 99_999_999_900).map(lambda ore: Decimal(ore) / 100)


@settings(
    max_examples=int(os.environ.get("FUNDING_EXAMPLES", "40")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(st.lists(ORE, min_size=1, max_size=6))
def test_no_ore_is_lost_from_a_file_to_the_plan(found):
    case = test_no_ore_is_lost_from_a_file_to_the_plan.case
    written = HEAD + "".join(f"14-09-2025;Løn;{write_kroner(kr)};{n};Løn;\n" for n, kr in enumerate(found))
    assert [row.amount for row in plan_actuals(case, written).rows] == found
    assert plan_actuals(case, text_of(written.encode())).sum == sum(found)


CREDIT_TOO = st.integers(-99_999_999_900, 99_999_999_900).filter(bool).map(lambda ore: Decimal(ore) / 100)
WRITERS = {"xlsx": partial(as_xlsx, sheet="Penge"), "csv": as_csv}


@settings(
    max_examples=int(os.environ.get("FUNDING_EXAMPLES", "40")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(st.lists(CREDIT_TOO, min_size=1, max_size=6), st.dates(dt.date(2010, 1, 1), dt.date(2035, 12, 31)))
@example([Decimal("708579000")], dt.date(2026, 1, 1))  # 07-08-57 and four figures, had it lost a zero
def test_no_ore_and_no_day_is_lost_from_a_sheet_the_portal_writes_to_the_plan(found, on):
    """Written as the portal writes sheets, and read as it reads the bookkeeping: credits and dates too."""
    case = test_no_ore_is_lost_from_a_file_to_the_plan.case
    rows = [[on, "Løn; uge 3", kr, str(number), "Løn", ""] for number, kr in enumerate(found)]
    for write in WRITERS.values():
        plan = plan_actuals(case, text_of(write(COLUMNS, rows)))
        read = [(row.on, row.text, row.amount, row.voucher) for row in plan.rows]
        assert read == [(on, "Løn; uge 3", kr, str(number)) for number, kr in enumerate(found)]
        assert (plan.faults, plan.sum) == ([], sum(found))


@pytest.fixture(autouse=True)
def _case_for_hypothesis():
    test_no_ore_is_lost_from_a_file_to_the_plan.case = factories.make_initiative()


# --- The pages ------------------------------------------------------------------------------
def day(prefix, on):
    return {f"{prefix}_0": on.day, f"{prefix}_1": on.month, f"{prefix}_2": on.year}


def test_from_applied_to_spent_in_the_browser(client, case):
    line = FundingLine.objects.create(initiative=case, source=fund("Fonden"), amount=5000)
    page = at("line", case.pk, line.pk)
    assert client.get(page).status_code == 200
    missing = client.post(page, {"do": "answer", "state": "granted"})
    assert missing.context["answer"].errors["granted_amount"] == ["Skriv, hvor meget der er bevilget"]
    form = missing.context["answer"]
    names = [name for name, _w in zip(("day", "month", "year"), range(3), strict=True)]
    dates = {
        f"{field}_{part}": getattr(factories.today(), part)
        for field in ("applied_on", "answered_on")
        for part in names
    }
    given = client.post(page, {"do": "answer", "state": "granted", "granted_amount": "5.000", **dates})
    assert given.status_code == 302, form.errors
    assert (
        client.post(page, {"do": "commit", "commit-year": YEAR, "commit-amount": "5.000"}).status_code == 302
    )
    promise = Commitment.objects.get()
    move = {f"pay-on_{part}": getattr(factories.today(), part) for part in names}
    paid = client.post(page, {"do": "pay", "pay-commitment": promise.pk, "pay-amount": "2.000", **move})
    assert paid.status_code == 302
    use = {f"on_{part}": getattr(factories.today(), part) for part in names}
    used = client.post(
        at("spending", case.pk),
        {"spend": "1", "category": "staff", "amount": "1.500", "commitment": promise.pk, **use},
    )
    assert used.status_code == 302
    entry = case.money_entries.get(kind="paid")
    assert client.post(at("counter", case.pk, entry.pk), {"why": "Forkert konto"}).status_code == 302
    promise.refresh_from_db()
    assert (promise.paid, promise.spent) == (Decimal(0), Decimal(1500))
    text = client.get(at("money", case.pk)).text
    assert "Brugt 1.500 kr. af 0 kr." in text
    book = load_workbook(io.BytesIO(client.get(at("money_sheet", case.pk)).content))
    assert sum(row[6].value for row in book.active.iter_rows(min_row=2)) == 1500


@pytest.mark.parametrize("rows", [1, 3])
def test_the_money_page_asks_the_same_number_of_times(client, case, django_assert_num_queries, rows):
    for n in range(rows):
        promise = commit(granted(case, source=fund(f"Fond {n}")), 1000)
        moved(money.pay, promise, 10)
        spent(case, 5, promise)
    client.get(at("money", case.pk))
    with django_assert_num_queries(12):
        client.get(at("money", case.pk))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_years_grants_ask_the_same_number_of_times(client, case, django_assert_num_queries, rows):
    frame(100_000)
    for _n in range(rows):
        commit(granted(approved(by=case.created_by)), 1000)
    url = at("grants") + f"?aar={YEAR}"
    client.get(url)
    with django_assert_num_queries(12):
        page = client.get(url)
    limit, whole = page.context["limit"], page.context["whole"]
    assert (limit.frame, limit.given, limit.left) == (100_000, 1000 * rows, 100_000 - 1000 * rows)
    assert (whole.committed, whole.frame) == (1000 * rows, None)


def test_a_frame_is_held_against_what_its_own_sources_gave_and_nothing_else(client, case):
    """The frames of some sources against the promises of all would look as if there were too much money, or none."""
    fonden = fund("Fonden")
    frame(1000, source=fonden)
    mine = commit(granted(case, source=fonden), 700)
    moved(money.give_back, mine, 100)
    commit(granted(case, source=fund("Kommunen")), 5000)
    page = client.get(at("grants"), {"aar": YEAR})
    limit, others, whole = (page.context[name] for name in ("limit", "unframed", "whole"))
    assert (limit.frame, limit.given, limit.left) == (1000, 600, 400)
    assert (others.committed, whole.committed, whole.returned) == (5000, 5700, 100)
    for group, sums in (("med-ramme", [700]), ("uden-ramme", [5000])):
        chosen = client.get(at("grants"), {"aar": YEAR, "gruppe": group}).context
        assert [row.amount for row in chosen["rows"]] == sums
        assert [one.source.name for one in chosen["frames"]] == (["Fonden"] if group == "med-ramme" else [])
        sheet = client.get(at("grants_sheet"), {"aar": YEAR, "gruppe": group})
        book = load_workbook(io.BytesIO(sheet.content))
        assert [row[5].value for row in book.active.iter_rows(min_row=2)] == sums


def test_where_nobody_has_written_a_frame_nothing_is_said_of_one(client, case):
    commit(granted(case, source=fund("Kommunen")), 5000)
    page = client.get(at("grants"), {"aar": YEAR})
    assert (page.context["limit"], "ramme i alt" in page.text, "uden ramme" in page.text) == (
        None,
        False,
        False,
    )


def test_groups_are_in_danish_order_with_numbers_by_their_value(client, case):
    for name in ("Ålborg", "Afdeling 107", "Afdeling 16"):
        commit(granted(case, source=fund(name)), 10)
    groups = client.get(at("grants"), {"aar": YEAR}).context["groups"]
    assert [group.name for group in groups] == ["Afdeling 16", "Afdeling 107", "Ålborg"]


def test_each_number_opens_the_rows_behind_it_and_the_sheet_has_the_same(client, case):
    mine = commit(granted(case, source=fund("Fonden")), 700)
    commit(granted(approved(by=case.created_by)), 300)
    source = mine.line.source_id
    for by in ("kilde", "omraade", "afdeling"):
        page = client.get(at("grants"), {"aar": YEAR, "fordel": by})
        for group in page.context["groups"]:
            rows = client.get(at("grants"), {"aar": YEAR, "fordel": by, "gruppe": group.key}).context["rows"]
            assert sum(row.amount for row in rows) == group.committed
    answer = client.get(at("grants_sheet"), {"aar": YEAR, "fordel": "kilde", "gruppe": source})
    book = load_workbook(io.BytesIO(answer.content))
    assert [row[5].value for row in book.active.iter_rows(min_row=2)] == [700]


def test_the_frame_opens_who_set_it_and_what_it_was_before(client, case):
    year = frame(100_000)
    client.force_login(factories.make_administrator())
    edit = reverse("admin:funding_yearframe_change", args=[year.pk])
    assert client.post(edit, {"amount": "150000"}).status_code == 302
    page = client.get(at("grants"), {"aar": YEAR}).text
    assert ('href="#rammer">150.000 kr.</a>' in page, 'id="rammer"' in page) == (True, True)
    assert "Rettet af Ada Admin" in page
    assert "100.000 kr. → 150.000 kr." in page


def test_a_year_without_grants_says_so_and_a_board_does_not_see_the_page(client, case):
    assert "Ingen bevillinger i 1999 endnu." in client.get(at("grants"), {"aar": "1999"}).text
    client.force_login(factories.make_board_member())
    assert client.get(at("grants")).status_code == 403


def test_a_condition_that_is_due_is_listed(client, case):
    granted(case, condition="Send regnskab", condition_due_on=factories.in_days(5))
    assert "Send regnskab" in client.get(at("grants")).text


def test_a_day_of_the_source_is_written_dealt_with_and_taken_away(client, case):
    line = granted(case, source=fund("Fonden"))
    page = at("line", case.pk, line.pk)
    empty = client.post(page, {"do": "date"})
    assert [empty.context["date_form"].errors[name] for name in ("kind", "on")] == [
        ["Vælg, hvad der skal ske den dag"],
        ["Skriv datoen fra kilden"],
    ]

    def write(kind, on):
        day = {"date-on_day": on.day, "date-on_month": on.month, "date-on_year": on.year}
        return client.post(
            page, {"do": "date", "date-kind": kind, "date-note": "Anden rate", **day}, follow=True
        )

    soon = factories.in_days(10)
    assert write("payment", factories.today()).status_code == 200
    assert "Fonden er opdateret." in write("report", soon).text
    assert "Den dato er allerede skrevet ind." in write("report", soon).text
    case.refresh_from_db()
    tasks = waiting_for(case.responsible, factories.today())
    assert [(task.title, task.why, task.due_on) for task in tasks] == [
        ("Er pengene kommet fra Fonden?", f"{case.name}: Anden rate", factories.today()),
        ("Send rapport til Fonden", f"{case.name}: Anden rate", soon),
    ]
    paid, report = line.dates.all()
    client.post(page, {"do": "date_done", "which": paid.pk})
    client.post(page, {"do": "date_gone", "which": report.pk})
    assert [(date.kind, date.done_on) for date in line.dates.all()] == [("payment", factories.today())]
    assert waiting_for(case.responsible, factories.today()) == []
    again = client.post(page, {"do": "date_done", "which": paid.pk}, follow=True)
    assert "En anden har ordnet den dato." in again.text
    assert (
        "En anden har ordnet den dato."
        in client.post(page, {"do": "date_gone", "which": "x"}, follow=True).text
    )
    told = list(case.history.filter(kind="source_date").order_by("pk"))
    assert len(told) == 4
    client.force_login(factories.make_board_member(case.departments.first()))
    assert client.post(page, {"do": "date_done", "which": paid.pk}).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_a_source_asks_the_same_number_of_times_however_many_days_it_has(
    client, case, django_assert_num_queries, rows
):
    line = granted(case, source=fund("Fonden"))
    for number in range(rows):
        add_date(line, kind="report", on=factories.in_days(number), by=case.created_by)
    client.get(at("line", case.pk, line.pk))
    with django_assert_num_queries(LINE):
        client.get(at("line", case.pk, line.pk))
    with django_assert_num_queries(4):
        waiting_for(case.created_by, factories.today())


LINE = 9


def test_a_case_that_is_not_over_is_not_asked_for_a_closing_account(client, case):
    page = client.get(at("closing", case.pk)).text
    assert "Slutregnskabet laves, når indsatsen er afsluttet." in page
    assert "Lav slutregnskabet" not in page


def test_a_closing_account_waits_for_the_money_and_is_shown_with_its_auditor(client):
    case = approved()
    client.force_login(case.created_by)
    promise = commit(granted(case, source=fund("Fonden", needs_auditor=True)), 500)
    spent(case, 400, promise)
    Initiative.objects.filter(pk=case.pk).update(status="closed")
    page = client.get(at("closing", case.pk)).text
    assert ("100 kr. er hverken brugt eller givet tilbage." in page, "Lav slutregnskabet" in page) == (
        True,
        False,
    )
    moved(money.give_back, promise, 100)
    page = client.get(at("closing", case.pk)).text
    assert (
        "hverken brugt" in page,
        "Fonden kræver en revisorerklæring." in page,
        "Lav slutregnskabet" in page,
    ) == (False, True, True)
    statement = SimpleUploadedFile("erklaering.pdf", one_page(["Regnskabet er rigtigt."]), "application/pdf")
    done = client.post(
        at("closing", case.pk), {"auditor": "Revisor Holm", "statement": statement, "note": ""}, follow=True
    )
    assert "Slutregnskabet er lavet." in done.text
    page = client.get(at("closing", case.pk)).text
    for words in ("Revisor Holm", "erklaering.pdf", "400 kr.", "100 kr."):
        assert words in page


def test_a_lost_source_is_told_on_the_page_of_the_money_until_the_plan_fits(client, case):
    case.budget_lines.create(text="Løn", amount=100_000, category="staff")
    line = granted(case)
    money.lose_funding(line, on=factories.today(), why="Væk", by=case.created_by)
    page = client.get(at("money", case.pk)).text
    assert "Puljen giver ikke pengene mere fra" in page
    assert ("Der mangler 100.000 kr." in page, "Søg om at ændre indsatsen" in page) == (True, True)
    granted(case, source=fund("Kommunen"))
    assert "Søg om at ændre indsatsen" not in client.get(at("money", case.pk)).text


@pytest.mark.parametrize(
    ("budgeted", "used", "words"),
    [
        (20_000, 12_000, "8.000 kr. ikke brugt (40 pct.)"),
        (20_000, 20_500, "500 kr. mere end budgettet (2,5 pct.)"),
        (0, 500, "500 kr. mere end budgettet"),
        (500, 500, "Som budgettet"),
    ],
)
def test_a_difference_is_said_in_words(budgeted, used, words):
    assert CategoryRow("Løn", Decimal(budgeted), Decimal(used)).variance_in_words == words
