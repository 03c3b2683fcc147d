"""Evictions in counts alone: kept apart, small ones never recoverable, and what preventing them may be worth."""

import csv
import io
import itertools
import random
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from initiatives.evictions import (
    CannotCalculate,
    calculate,
    evictions_in,
    record_counts,
    safe_tables,
    work_out,
)
from initiatives.models import EvictionCalculation, EvictionCount, UnitCost
from initiatives.models.evictions import COUNTS
from initiatives.small_counts import THRESHOLD, TOTAL, is_small, safe_table
from tests import factories as make

pytestmark = pytest.mark.django_db
PAGE = "/overblik/udsaettelser/"
LAST_YEAR = make.today().year - 1


@pytest.fixture
def mette():
    return make.make_staff()


def count(department, quarter: int = 1, *, by, year: int = LAST_YEAR, **counts) -> EvictionCount:
    return record_counts(department, year=year, quarter=quarter, counts=counts, source="Listen", by=by)


def price(low=40_000, middle=50_000, high=55_000, **fields) -> UnitCost:
    defaults = {"payer": "department", "valid_from": make.in_days(-400), "source": "Slagelse 2016, KAB 2013"}
    return UnitCost.objects.create(low=low, middle=middle, high=high, **(defaults | fields))


# --- Small counts: somebody tries to work them out --------------------------------------------
def shown_of(table, place, period):
    if place == TOTAL and period == TOTAL:
        return table.total
    if place == TOTAL:
        return table.by_period[period]
    return table.by_place[place] if period == TOTAL else table.cells[place, period]


def recoverable(places, periods, counts) -> list:
    """Small counts that have only one value with which all that is shown is true.

    Tries every way to put one more or one less in each hidden cell; knows how the table is made: what
    says "under 5" is 1-4, what is hidden besides is not.
    """
    table = safe_table(places, periods, counts)
    everything = [(place, period) for place in (*places, TOTAL) for period in (*periods, TOTAL)]
    true = {}
    for place, period in everything:
        true[place, period] = sum(
            counts[p, q]
            for p in (places if place == TOTAL else [place])
            for q in (periods if period == TOTAL else [period])
        )
    all_hidden = all(shown_of(table, *cell).hidden == "hidden" for cell in everything)
    for cell in everything:
        shown = shown_of(table, *cell)
        assert shown.is_hidden or shown.value == true[cell]
        assert not (is_small(true[cell]) and not shown.is_hidden)
    inside = list(itertools.product(places, periods))
    secret = {cell for cell in everything if is_small(true[cell])}
    for steps in itertools.product((-1, 0, 1), repeat=len(inside)):
        if not secret:
            break
        moved = dict(zip(inside, steps, strict=True))
        now = {
            (place, period): true[place, period]
            + sum(
                moved[p, q]
                for p in (places if place == TOTAL else [place])
                for q in (periods if period == TOTAL else [period])
            )
            for place, period in everything
        }
        if all(_fits(shown_of(table, *cell), now[cell], all_hidden) for cell in everything):
            secret -= {cell for cell in secret if now[cell] != true[cell]}
    return sorted(secret)


def _fits(shown, number: int, all_hidden: bool) -> bool:
    if shown.hidden == "under":
        return is_small(number)
    if shown.hidden:
        return number >= 0 and (all_hidden or not is_small(number))
    return shown.value == number


@pytest.mark.parametrize("seed", range(12))
def test_no_small_count_can_be_worked_out(seed):
    lot = random.Random(seed)
    places, periods = ("33", "52", "58"), ("1", "2")
    for _table in range(8):
        highest = lot.choice([3, 6, 12, 30])
        counts = {cell: lot.randint(0, highest) for cell in itertools.product(places, periods)}
        assert recoverable(places, periods, counts) == []


def test_a_table_of_three_by_three_gives_nothing_away():
    places, periods = ("33", "52", "58"), ("1", "2", "3")
    counts = dict(zip(itertools.product(places, periods), [0, 2, 9, 7, 8, 11, 1, 6, 20], strict=True))
    assert recoverable(places, periods, counts) == []


def test_a_lonely_small_count_takes_others_with_it():
    counts = {("33", "1"): 2, ("33", "2"): 10, ("52", "1"): 12, ("52", "2"): 14}
    table = safe_table(("33", "52"), ("1", "2"), counts)
    assert table.cells["33", "1"].hidden == "under"
    assert [shown.hidden for shown in table.cells.values()] == ["under", "hidden", "hidden", "hidden"]
    assert (table.total.value, table.by_place["33"].value) == (38, 12)


def test_a_table_without_small_counts_is_shown_as_it_is():
    table = safe_table(("33",), ("1", "2"), {("33", "1"): 0, ("33", "2"): 12})
    assert [table.cells["33", "1"].value, table.cells["33", "2"].value, table.total.value] == [0, 12, 12]


def test_one_single_small_count_hides_its_totals_too():
    table = safe_table(("33",), ("1",), {("33", "1"): 3})
    assert {table.cells["33", "1"].hidden, table.by_place["33"].hidden, table.total.hidden} == {"under"}


def test_what_nobody_has_told_stays_unknown():
    table = safe_table(("33", "52"), ("1",), {("33", "1"): 12})
    assert (table.cells["52", "1"].value, table.cells["52", "1"].hidden) == (None, "")
    assert THRESHOLD == 5


# --- Who sees what --------------------------------------------------------------------------
@pytest.fixture
def told(mette):
    """Two departments, one finished year, with small counts among them."""
    d33, d58 = make.make_department("33"), make.make_department("58")
    for quarter, (a, b) in enumerate([(2, 12), (10, 14), (0, 9), (7, 30)], start=1):
        count(d33, quarter, by=mette, evictions=a, demands=a * 10, counselled=b)
        count(d58, quarter, by=mette, evictions=b, demands=b * 10, counselled=a)
    return d33, d58


def test_staff_see_every_count_kept_apart(as_mette, told):
    page = as_mette.get(PAGE)
    assert [str(label) for label in page.context["labels"]] == [
        "påkrav", "ophævelser", "fogedsager", "effektive udsættelser", "fik rådgivning", "aftaler om betaling",
        "afværgede udsættelser",
    ]  # fmt: skip
    place, quarter, cells, _pk = page.context["rows"][0]
    assert (place, quarter, [words for _label, words in cells]) == (
        "Afdeling 33",
        "1",
        ["20", "ukendt", "ukendt", "2", "12", "ukendt", "ukendt"],
    )


def test_nobody_else_sees_a_small_count_on_any_page_or_in_any_file(client, told, mette):
    d33, _d58 = told
    karen = make.make_board_member(d33)
    decider = make.make_decider()
    small = {"1", "2", "3", "4"}
    client.force_login(decider)
    rows = client.get(PAGE).context["rows"]
    assert not small & {cell for _place, _quarter, cells, _pk in rows for _label, cell in cells}
    sheet = client.get(PAGE + f"?hent=csv&aar={LAST_YEAR}").content.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(sheet), delimiter=";"))[1:]
    assert not small & {cell for line in lines for cell in line[2:]}
    client.force_login(karen)
    for _label, cells, total in client.get("/afdelinger/33/udsaettelser/").context["rows"]:
        assert not small & {*cells, total}
    client.logout()
    for _label, cells, total in client.get("/hjaelp-til-huslejen/tal/").context["rows"]:
        assert not small & {*cells, total}


def test_every_page_shows_a_part_of_one_and_the_same_table(client, told):
    d33, _d58 = told
    table = safe_tables(LAST_YEAR)["evictions"]
    client.force_login(make.make_board_member(d33))
    rows = {
        label: cells for label, cells, _total in client.get("/afdelinger/33/udsaettelser/").context["rows"]
    }
    words = {"under": "under 5", "hidden": "skjult"}

    def written(shown):
        return words.get(shown.hidden) or str(shown.value)

    assert rows["effektive udsættelser"] == [written(table.cells["33", quarter]) for quarter in "1234"]
    client.logout()
    public = {
        label: cells for label, cells, _total in client.get("/hjaelp-til-huslejen/tal/").context["rows"]
    }
    assert public["effektive udsættelser"] == [written(table.by_period[quarter]) for quarter in "1234"]


def test_a_year_that_is_not_over_is_shown_to_staff_alone(client, mette):
    d33 = make.make_department("33")
    count(d33, by=mette, year=make.today().year, evictions=12)
    client.force_login(mette)
    assert client.get(PAGE).context["year"] == make.today().year
    client.force_login(make.make_board_member(d33))
    page = client.get("/afdelinger/33/udsaettelser/")
    assert page.context["rows"] == []
    assert "Vi viser tal, når et helt år er gået." in page.text
    assert client.get(f"/hjaelp-til-huslejen/tal/?aar={make.today().year}").context["rows"] == []


def test_another_department_is_none_of_ones_business(client, told):
    client.force_login(make.make_board_member(make.make_department("52")))
    assert client.get("/afdelinger/33/udsaettelser/").status_code == 404
    assert client.get(PAGE).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_the_table_costs_the_same_whatever_its_length(as_mette, mette, django_assert_num_queries, rows):
    for number in range(rows):
        count(make.make_department(str(number + 1)), by=mette, evictions=7)
    as_mette.get(PAGE)
    with django_assert_num_queries(7):
        page = as_mette.get(PAGE)
    assert len(page.context["rows"]) == rows


# --- Writing --------------------------------------------------------------------------------
def test_staff_write_the_counts_of_a_quarter_and_mend_them(as_mette, mette):
    d33 = make.make_department("33")
    chosen = as_mette.get(PAGE + "vaelg/", {"afdeling": d33.pk, "aar": LAST_YEAR, "kvartal": 2})
    assert chosen.url == f"{PAGE}{d33.pk}/{LAST_YEAR}/2/"
    as_mette.post(chosen.url, {"evictions": "1", "demands": "", "source": "Listen"})
    as_mette.post(chosen.url, {"evictions": "2", "demands": "40", "source": "Listen"})
    row = EvictionCount.objects.get()
    assert (row.evictions, row.demands, row.terminations, row.recorded_by) == (2, 40, None, mette)
    faulty = as_mette.post(chosen.url, {"evictions": "mange", "source": ""})
    assert set(faulty.context["form"].errors) == {"evictions", "source"}
    for wrong in (f"{d33.pk}/{LAST_YEAR}/5/", f"{d33.pk}/1999/1/", f"987654/{LAST_YEAR}/1/"):
        assert as_mette.get(PAGE + wrong).status_code == 404
    assert as_mette.get(PAGE + "vaelg/", {"afdeling": "x"}).url == PAGE


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"quarter": 5}, "eviction_count_has_a_quarter"),
        ({"year": 1900}, "eviction_count_has_a_year"),
    ],
)
def test_the_database_refuses_a_quarter_there_is_not(mette, change, name):
    row = count(make.make_department("33"), by=mette)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        EvictionCount.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        EvictionCount.objects.create(
            department=row.department,
            year=row.year,
            quarter=1,
            recorded_by=mette,
            recorded_at=row.recorded_at,
        )


@pytest.mark.parametrize(
    ("fields", "name"),
    [({"low": 60_000}, "unit_cost_in_order"), ({"source": ""}, "unit_cost_has_source")],
)
def test_the_database_refuses_a_price_without_sense(fields, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        price(**fields)


# --- What it may be worth -------------------------------------------------------------------
def test_a_fall_stands_beside_the_one_the_whole_country_had():
    """Slagelse: −64 % in ten years; −34 % nationally. About half of it would have come anyway."""
    found = work_out(
        before=100,
        after=36,
        averted=80,
        trend_percent=Decimal(-34),
        costs=[{"low": "40000", "middle": "50000", "high": "55000"}],
        cost_of_work=Decimal(1_000_000),
    )
    assert (found.change_percent, found.trend_percent) == (Decimal("-64.0"), Decimal(-34))
    assert (found.expected, found.beyond_trend) == (Decimal("66.0"), Decimal("30.0"))
    assert [(e.name, e.value, e.net, e.break_even) for e in found.estimates] == [
        ("low", Decimal("1200000.00"), Decimal("200000.00"), 25),
        ("middle", Decimal("1500000.00"), Decimal("500000.00"), 20),
        ("high", Decimal("1650000.00"), Decimal("650000.00"), 19),
    ]


def test_a_fall_no_larger_than_everybodys_is_worth_nothing():
    found = work_out(
        before=100,
        after=70,
        averted=None,
        trend_percent=Decimal(-34),
        costs=[{"low": "1", "middle": "2", "high": "3"}],
        cost_of_work=Decimal(10),
    )
    assert found.beyond_trend == Decimal("-4.0")
    assert {estimate.value for estimate in found.estimates} == {Decimal(0)}


def told_years(mette):
    d33 = make.make_department("33", municipality="København")
    count(d33, by=mette, year=2013, evictions=100)
    count(d33, by=mette, year=2023, evictions=36, averted=80)


def calculation(mette, **fields) -> EvictionCalculation:
    defaults = {
        "title": "Rådgivningen",
        "from_year": 2013,
        "to_year": 2023,
        "municipality": "",
        "cost_of_work": Decimal(1_000_000),
        "trend_name": "Hele landet",
        "trend_percent": Decimal(-34),
        "trend_source": "Domstolsstyrelsen",
        "payers": ["department"],
    }
    return calculate(**(defaults | fields), by=mette)


def test_an_old_calculation_keeps_its_assumptions(as_mette, mette):
    told_years(mette)
    cost = price()
    made = calculation(mette)

    def read() -> str:
        return as_mette.get(f"{PAGE}beregning/{made.pk}/").text.split("<main")[1].split("</main>")[0]

    page = read()
    UnitCost.objects.filter(pk=cost.pk).update(low=1, middle=2, high=3)
    price(1, 2, 3, valid_from=make.today())
    EvictionCount.objects.update(evictions=7)
    assert read() == page
    assert "-64 %" in page
    assert "-34 %" in page
    assert "Slagelse 2016, KAB 2013" in page
    assert calculation(mette, to_year=2023).result["before"] == 7


def test_a_calculation_needs_counts_and_a_price(mette):
    with pytest.raises(CannotCalculate, match="Der er ingen tal for 2013"):
        calculation(mette)
    told_years(mette)
    with pytest.raises(CannotCalculate, match="Der er ingen pris på en udsættelse"):
        calculation(mette)
    assert evictions_in(2013, "Gladsaxe") is None


def test_staff_calculate_in_one_form_and_faults_are_told(as_mette, mette):
    told_years(mette)
    price()
    told = {
        "title": "Rådgivningen",
        "from_year": "2013",
        "to_year": "2023",
        "payers": ["department"],
        "cost_of_work": "1.000.000",
        "trend_name": "Hele landet",
        "trend_percent": "-34",
        "trend_source": "Domstolsstyrelsen",
    }
    faulty = as_mette.post(PAGE + "beregning/", told | {"to_year": "2013", "trend_source": ""})
    assert set(faulty.context["form"].errors) == {"to_year", "trend_source"}
    answer = as_mette.post(PAGE + "beregning/", told)
    assert answer.url == f"{PAGE}beregning/{EvictionCalculation.objects.get().pk}/"
    assert as_mette.get(PAGE).context["calculations"][0].title == "Rådgivningen"


def test_those_who_decide_see_the_change_but_no_count(client, mette):
    told_years(mette)
    price()
    made = calculation(mette)
    client.force_login(make.make_decider())
    page = client.get(f"{PAGE}beregning/{made.pk}/").text
    assert "-64 %" in page
    assert "Tallene bag" not in page


def test_a_new_price_gets_a_day_and_a_source(as_mette, mette):
    page = PAGE + "priser/"
    told = {
        "payer": "department",
        "low": "40.000",
        "middle": "50.000",
        "high": "55.000",
        "valid_from_day": "1",
        "valid_from_month": "1",
        "valid_from_year": "2026",
        "source": "Domea 2022",
    }
    assert as_mette.post(page, told).url == page
    assert UnitCost.objects.get().recorded_by == mette
    assert (
        "Skriv det laveste beløb først og det højeste sidst"
        in as_mette.post(page, told | {"low": "90.000"}).text
    )
    assert "Der er allerede et beløb fra den dag." in as_mette.post(page, told).text


@pytest.mark.parametrize(
    ("change", "name"),
    [({"to_year": 2013}, "calculation_years_in_order"), ({"trend_name": ""}, "calculation_names_its_trend")],
)
def test_the_database_refuses_a_calculation_without_sense(mette, change, name):
    told_years(mette)
    price()
    made = calculation(mette)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        EvictionCalculation.objects.filter(pk=made.pk).update(**change)


def test_no_measure_is_ever_added_to_another():
    assert len(set(COUNTS)) == 7
