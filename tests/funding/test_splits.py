"""No øre is lost: sums, shares and parts under odd input. Fewer examples in CI than by FUNDING_EXAMPLES."""

import os
from decimal import Decimal
from types import SimpleNamespace

from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.forms.numbers import read_kroner, write_kroner
from funding.budget import Budget
from funding.imports import text_of
from funding.models import BudgetLine
from funding.plans import value_of
from funding.splits import split
from funding.tables import by_category
from funding.templatetags.budgets import in_year
from initiatives.spreadsheet import download

MANY = settings(max_examples=int(os.environ.get("FUNDING_EXAMPLES", "150")), deadline=None)
ORE = st.integers(min_value=0, max_value=99_999_999_999).map(lambda ore: Decimal(ore) / 100)


@MANY
@given(ORE, st.lists(st.integers(0, 4000), min_size=1, max_size=12).filter(any))
def test_the_parts_of_an_amount_add_up_to_it_and_none_is_off_by_an_ore(amount, weights):
    parts = split(amount, weights)
    assert sum(parts) == amount
    assert all(
        abs(part - amount * weight / sum(weights)) < Decimal("0.01")
        for part, weight in zip(parts, weights, strict=True)
    )


@MANY
@given(ORE)
def test_an_amount_written_and_read_again_is_the_same(amount):
    assert read_kroner(write_kroner(amount)) == amount
    assert read_kroner(f"{write_kroner(amount)} kr.") == amount
    assert read_kroner(write_kroner(amount).replace(".", " ")) == amount


@MANY
@given(st.decimals(0, 9999, places=2), st.decimals(0, 9999, places=2))
def test_hours_times_rate_is_rounded_half_up_once(hours, rate):
    value = value_of({"paid_as": "in_kind", "hours": hours, "rate": rate, "amount": None})
    assert abs(value - hours * rate) <= Decimal("0.005")
    assert value >= hours * rate - Decimal("0.0049999")


@MANY
@given(st.lists(st.tuples(ORE, st.sampled_from(BudgetLine.Category.values), st.booleans()), max_size=12))
def test_the_table_by_category_and_year_adds_up_to_the_budget(rows):
    def line(amount, category, divided):
        parts = split(amount, [3, 1, 2])
        years = dict(zip(("2026", "2027", "2028"), map(str, parts), strict=True)) if divided else {}
        return SimpleNamespace(amount=amount, category=category, by_year=years)

    budget = Budget(tuple(line(*row) for row in rows), ())
    matrix = by_category(budget)
    assert sum((row.whole for row in matrix.costs), Decimal(0)) == budget.cost == matrix.cost.whole
    assert sum(matrix.cost.years, matrix.cost.no_year) == budget.cost


@MANY
@given(st.lists(ORE, min_size=1, max_size=6))
def test_no_ore_is_lost_to_a_spreadsheet_and_back(found):
    book = download("xlsx", ["Beløb"], [[amount] for amount in found], sheet="Penge", filename="penge")
    _heading, *lines = text_of(book.content).splitlines()
    assert [read_kroner(line.strip(';"')) for line in lines] == found


def test_years_stand_beside_the_lines_while_there_is_room_for_them_on_paper():
    def budget(years):
        line = SimpleNamespace(amount=Decimal(9), category="staff", by_year=dict.fromkeys(years, "1.00"))
        return by_category(Budget((line,), ()))

    five, six = ([str(year) for year in range(2026, last)] for last in (2031, 2032))
    assert (budget(five).beside_lines, budget(six).beside_lines) == ([2026, 2027, 2028, 2029, 2030], [])
    line = SimpleNamespace(by_year={"2026": "125000.00", "2027": "0.50"})
    assert [in_year(line, year) for year in (2026, 2027, 2028)] == ["125.000", "0,50", ""]
