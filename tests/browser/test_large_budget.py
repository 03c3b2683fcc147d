"""A budget of sixty lines, five years and twelve sources: on two sheets, without scripts, and live."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from funding.budget import budget_of
from funding.models import FundingSource
from funding.plans import save_budget
from initiatives.models import Initiative
from tests import factories

LINES, SOURCES, YEARS = 60, 12, 5
Kind = FundingSource.Kind


@pytest.fixture
def case():
    start = factories.today().replace(month=1, day=1)
    return factories.make_initiative(
        starts_on=start, ends_on=start.replace(year=start.year + YEARS - 1, month=12, day=31)
    )


def make_sources() -> list[FundingSource]:
    """Twelve; the first is Landsbyggefonden, which wants a quarter from others."""
    names = ["Landsbyggefonden", *(f"Kilde nummer {n}" for n in range(2, SOURCES + 1))]
    return [
        FundingSource.objects.create(
            name=name,
            kind=Kind.FOUNDATION if place else Kind.NATIONAL_FUND,
            least_local_share=None if place else 25,
        )
        for place, name in enumerate(names)
    ]


def fill(case, kroner=100, text="Udgift nummer"):
    """The same amount a year in each line; each source gives a twelfth. With 100 kr. it is 30.000 kr. in all."""
    years = [str(case.starts_on.year + n) for n in range(YEARS)]
    save_budget(
        case,
        costs=[
            {
                "text": f"{text} {n}",
                "amount": Decimal(kroner * YEARS),
                "category": "premises",
                "by_year": dict.fromkeys(years, f"{kroner}.00"),
            }
            for n in range(LINES)
        ],
        funding=[
            {
                "source": source,
                "amount": Decimal(kroner * YEARS * LINES // SOURCES),
                "state": "granted",
                "by_year": dict.fromkeys(years, f"{kroner * LINES // SOURCES}.00"),
            }
            for source in make_sources()
        ],
        by=case.created_by,
    )


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def budget_page(page, live_server, case):
    page.goto(live_server.url + reverse("funding:budget", args=[case.pk]))
    return page


@pytest.mark.parametrize("status", ["draft", "running"])
def test_it_prints_on_two_sheets(page, log_in, live_server, case, status):
    """Also with amounts and texts as long as those of a plan for a whole neighbourhood."""
    fill(case, kroner=125_000, text="Løn til boligsocial medarbejder, 37 timer om ugen, nr.")
    if status == "running":
        sent = {"policy_version": factories.make_policy(), "first_submitted_at": case.created_at}
        Initiative.objects.filter(pk=case.pk).update(status=status, **sent)
    log_in(case.created_by)
    page.emulate_media(media="print")
    printed = budget_page(page, live_server, case).pdf(format="A4", prefer_css_page_size=True)
    assert pages_of(printed) == 2
    # Each line has its amount, its kind and its five years on the paper.
    row = page.locator("table.taet tbody tr").nth(LINES - 1)
    assert row.locator("td:visible").all_inner_texts() == ["Lokaler", *["125.000"] * YEARS, "625.000 kr."]


@pytest.mark.parametrize("width", [320, 390, 700, 1100, 1280])
def test_nothing_sticks_out_of_a_screen(page, log_in, live_server, axe, case, width):
    fill(case, kroner=12_500_000, text="Løn til boligsocial medarbejder, 37 timer om ugen, nr.")
    log_in(case.created_by)
    page.set_viewport_size({"width": width, "height": 900})
    budget_page(page, live_server, case)
    page.get_by_text("Se budgettet som tabel").click()
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    assert page.locator("th.aarskolonne:visible").count() == (2 * YEARS if width == 1280 else 0)
    if width in (390, 1280):
        assert axe(page) == []


def test_it_is_filled_and_saved_without_scripts(
    browser, browser_context_args, live_server, log_in_to, watch, case
):
    """Every line and every year is typed as a person would, and saved by a plain form."""
    fill(case)
    context = browser.new_context(**browser_context_args | {"java_script_enabled": False})
    log_in_to(context, case.created_by)
    page = budget_page(watch(context.new_page()), live_server, case)
    year = case.starts_on.year
    for place in range(LINES):
        page.locator(f"[name=cost-{place}-y{year}]").fill("1.100,50")
        page.locator(f"[name=cost-{place}-amount]").fill("1.500,50")
    page.locator("[name=fund-0-amount]").fill("")
    for offset in range(YEARS):
        page.locator(f"[name=fund-0-y{year + offset}]").fill("12.506" if offset == 0 else "500")
    with page.expect_navigation():
        page.get_by_role("button", name="Regn sammen").click()
    assert page.locator("#sum dd").all_inner_texts()[:3] == [
        "90.030 kr.",
        "42.006 kr.",
        "Der mangler 48.024 kr.",
    ]
    assert budget_of(case).cost == 30_000  # adding up saves nothing
    with page.expect_navigation():
        page.get_by_role("button", name="Gem, og tilbage til listen").click()
    found = budget_of(case)
    assert (len(found.costs), len(found.funding)) == (LINES, SOURCES)
    assert (found.cost, found.paid_for, found.missing) == (
        Decimal("90030.00"),
        Decimal("42006.00"),
        Decimal("48024.00"),
    )
    first = [Decimal(kr) for kr in found.costs[LINES - 1].by_year.values()]
    assert first == [Decimal("1100.50"), *[Decimal(100)] * (YEARS - 1)]
    context.close()


def test_the_sums_and_the_share_follow_while_one_types(page, log_in, live_server, case):
    fill(case)
    log_in(case.created_by)
    budget_page(page, live_server, case)
    shown = page.locator("#sum dd")
    share = page.locator("#sum figure strong").last
    assert shown.all_inner_texts() == ["30.000 kr.", "30.000 kr.", "Det stemmer"]
    assert share.inner_text() == "Lokal medfinansiering 91,67 pct., kræver 25 pct."
    year = case.starts_on.year
    for name in ("fund-0-amount", *(f"fund-0-y{year + offset}" for offset in range(1, YEARS))):
        page.locator(f"[name={name}]").fill("")
    page.locator(f"[name=fund-0-y{year}]").fill("97.500")
    page.get_by_text("Lokal medfinansiering 22 pct., kræver 25 pct.").wait_for()
    assert shown.all_inner_texts() == ["30.000 kr.", "125.000 kr.", "Der er 95.000 kr. for meget"]
    page.locator(f"[name=cost-0-y{year}]").fill("")
    page.locator("[name=cost-0-amount]").fill("12.900")
    for offset in range(1, YEARS):
        page.locator(f"[name=cost-0-y{year + offset}]").fill("")
    page.get_by_text("42.400 kr.").first.wait_for()
    assert share.inner_text() == "Lokal medfinansiering 22 pct., kræver 25 pct."
    assert budget_of(case).cost == 30_000  # nothing is saved by typing
