"""Years, hours, rough figures, parts that are not divided, and what sources and guidelines ask."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from funding.budget import budget_of
from funding.models import ApplicationDeadline, FundingGuideline, FundingLine, FundingSource
from funding.plans import amend_budget, save_budget
from initiatives.checklist import case_of
from initiatives.models import Initiative
from initiatives.proving import Met
from tests import factories

from .test_budget import aab, national_fund, posted, prove, source

pytestmark = pytest.mark.django_db
Kind = FundingSource.Kind


def cost(kroner, **more):
    return {"text": "Administration og aktiviteter", "amount": Decimal(kroner), **more}


def money(paid_by, kroner, **more):
    return {"source": paid_by, "amount": Decimal(kroner), **more}


def write(initiative, costs, funding, **more):
    save_budget(initiative, costs=costs, funding=funding, by=initiative.created_by, **more)


def told(initiative):
    return [reason.text for reason in getattr(prove(initiative), "reasons", ())]


def in_force(**limits):
    return FundingGuideline.objects.create(
        title="Retningslinjer", adopted_by="OB", in_force_from=factories.LONG_AGO, **limits
    )


def test_husum_for_alle_can_be_entered_as_published_and_lacks_only_the_split():
    fund = national_fund()
    fund.least_local_share = 25
    fund.save()
    several = source("Boligorganisationerne og Københavns Kommune", Kind.SEVERAL)
    husum = factories.make_initiative()
    write(
        husum,
        [cost(15_000_000)],
        [money(fund, 11_250_000), money(several, 3_750_000, paid_as="mixed")],
    )
    assert told(husum) == [
        "Fordelingen mangler: Boligorganisationerne og Københavns Kommune giver 3.750.000 kr. sammen. "
        "Skriv hver kilde for sig med sit beløb."
    ]
    assert budget_of(husum).local_share == Decimal("25.00")
    assert budget_of(husum).funding_kinds.mixed == Decimal("3750000.00")


def test_hoeje_gladsaxe_can_be_entered_as_published_and_lacks_what_rounding_hides():
    gladsaxe = factories.make_initiative()
    write(
        gladsaxe,
        [cost(4_300_000, is_rounded=True)],
        [
            money(national_fund(), 2_900_000),
            money(source("Gladsaxe Kommune", Kind.MUNICIPALITY), 850_000),
            money(
                source("Boligorganisationerne", Kind.HOUSING),
                500_000,
                is_rounded=True,
                note="Knap 0,5 mio. kr.",
            ),
        ],
        figures="per_year",
    )
    assert told(gladsaxe) == [
        "Budget og finansiering stemmer ikke. Der mangler 50.000 kr. Ret beløbet, eller tilføj en kilde. "
        "Nogle beløb er afrundede. Skriv dem præcist."
    ]
    assert budget_of(gladsaxe).is_per_year


def test_money_a_year_counts_for_every_year_where_a_limit_is_for_the_whole():
    case = factories.make_initiative(starts_on=factories.in_days(0), ends_on=factories.in_days(3 * 366))
    write(case, [cost(100_000)], [money(aab(), 100_000)], figures="per_year")
    years = budget_of(case).years
    assert case_of(Initiative.objects.get(pk=case.pk)).fact("aab_amount") == Decimal(100_000) * years
    assert years == 4


def test_hours_are_worth_their_rate_and_stand_apart_from_money():
    case = factories.make_initiative()
    municipality = source("Kommunen", Kind.MUNICIPALITY)
    volunteers = source("Frivillig tid", Kind.VOLUNTEER_TIME)
    hours = {"hours": Decimal("37.5"), "rate": Decimal("333.33")}
    write(
        case,
        [cost("12499.88", paid_as="in_kind", **hours), cost(5000)],
        [
            money(municipality, 0, paid_as="in_kind", **hours),
            money(volunteers, 0, paid_as="volunteer", hours=Decimal(40), rate=Decimal(0)),
            money(aab(), 5000),
        ],
    )
    kinds = budget_of(case).funding_kinds
    assert (kinds.cash, kinds.in_kind, kinds.volunteer, kinds.hours, kinds.volunteer_hours) == (
        Decimal("5000.00"),
        Decimal("12499.88"),  # 12.499,875 half up
        Decimal("0.00"),
        Decimal("37.50"),
        Decimal("40.00"),
    )
    assert isinstance(prove(case), Met)


def test_hours_do_not_count_where_the_source_says_so():
    fund = national_fund()
    fund.least_local_share, fund.in_kind_counts = 25, False
    fund.save()
    case = factories.make_initiative()
    write(
        case,
        [cost(1000)],
        [
            money(fund, 750),
            money(
                source("Kommunen", Kind.MUNICIPALITY),
                0,
                paid_as="in_kind",
                hours=Decimal(1),
                rate=Decimal(250),
            ),
        ],
    )
    assert told(case) == [
        "Den lokale medfinansiering er 0 pct. Landsbyggefonden kræver 25 pct. "
        "Tilføj en lokal kilde, eller bed om mindre fra Landsbyggefonden."
    ]


@pytest.mark.parametrize("counts", [True, None])
def test_hours_count_where_the_source_says_so_or_says_nothing(counts):
    fund = national_fund()
    fund.least_local_share, fund.in_kind_counts = 25, counts
    fund.save()
    case = factories.make_initiative()
    hours = {"paid_as": "in_kind", "hours": Decimal(1), "rate": Decimal(250)}
    write(
        case,
        [cost(1000)],
        [money(fund, 750), money(source("Kommunen", Kind.MUNICIPALITY), 0, **hours)],
    )
    assert told(case) == []


def test_what_users_pay_and_volunteer_hours_are_local_and_not_from_outside():
    fund = national_fund()
    fund.least_local_share, fund.in_kind_counts = 25, True
    fund.save()
    case = factories.make_initiative()
    volunteers = source("Frivillig tid", Kind.VOLUNTEER_TIME)
    write(
        case,
        [cost(1000)],
        [
            money(fund, 750),
            money(source("Egenbetaling", Kind.USER_PAYMENT), 100),
            money(volunteers, 0, paid_as="volunteer", hours=Decimal(3), rate=Decimal(50)),
        ],
    )
    budget = budget_of(case)
    assert (told(case), budget.outside, budget.local_share) == ([], Decimal(750), Decimal(25))
    assert (budget.funding_kinds.volunteer, budget.funding_kinds.volunteer_hours) == (150, 3)


def test_the_route_and_the_point_read_the_version_in_force_on_the_day():
    """A new version asks from its first day; the old one until then, and neither is rewritten."""
    in_force(most_from_aab=Decimal(50_000), leader_limit=Decimal(50_000))
    FundingGuideline.objects.create(
        title="Nye", adopted_by="OB", in_force_from=factories.in_days(10), most_from_aab=Decimal(10_000),
        leader_limit=Decimal(10_000),
    )  # fmt: skip
    case = factories.make_initiative()
    write(case, [cost(30_000)], [money(aab(), 30_000)])
    initiative = Initiative.objects.get(pk=case.pk)
    today, later = (case_of(initiative, on=factories.in_days(days)) for days in (0, 10))
    names = ("over_leader_limit", "over_guideline")
    assert [today.fact(name) for name in names] == [False, False]
    assert [later.fact(name) for name in names] == [True, True]


def test_the_guideline_in_force_limits_what_aab_gives():
    in_force(most_from_aab=Decimal(50_000), most_share_from_aab=Decimal(50), leader_limit=Decimal(10_000))
    case = factories.make_initiative()
    write(case, [cost(60_000)], [money(aab(), 60_000)])
    assert told(case) == [
        "AAB bliver bedt om 60.000 kr. Retningslinjen siger højst 50.000 kr. Find resten et andet sted.",
        "AAB bliver bedt om 100 pct. af udgifterne. Retningslinjen siger højst 50 pct. Find resten et andet sted.",
    ]
    facts = case_of(Initiative.objects.get(pk=case.pk))
    assert [facts.fact(name) for name in ("over_leader_limit", "over_guideline", "aab_share")] == [
        True,
        True,
        Decimal("100.00"),
    ]


def test_a_guideline_of_tomorrow_asks_nothing_today():
    in_force(most_from_aab=Decimal(1)).__class__.objects.update(in_force_from=factories.in_days(1))
    case = factories.make_initiative()
    write(case, [cost(60_000)], [money(aab(), 60_000)])
    assert told(case) == []


def test_every_purse_of_aab_is_aab():
    case = factories.make_initiative()
    purses = [source("Arbejdskapitalen", Kind.WORKING_CAPITAL), source("Puljen", Kind.POOL), aab()]
    write(case, [cost(300)], [money(purse, 100) for purse in purses])
    assert (budget_of(case).from_aab, budget_of(case).outside) == (Decimal("300.00"), Decimal("0.00"))


def test_each_change_is_a_version_and_an_amendment_says_which():
    case = factories.make_initiative()
    write(case, [cost(100)], [money(aab(), 100)])
    write(case, [cost(100)], [money(aab(), 100)])
    amend_budget(
        case, costs=[cost(150)], funding=[money(aab(), 150)], by=case.created_by, because="Ændring 1"
    )
    versions = [(v.number, v.because, v.record["cost_kr"]) for v in case.budget_versions.all()]
    assert versions == [(2, "Ændring 1", "150.00"), (1, "", "100.00")]


def test_a_source_keeps_its_row_when_the_budget_is_written_again():
    case = factories.make_initiative()
    write(case, [cost(100)], [money(aab(), 100)])
    before = case.funding_lines.get().pk
    write(case, [cost(200)], [money(national_fund(), 50), money(aab(), 150)])
    assert case.funding_lines.get(source=aab()).pk == before
    assert list(case.funding_lines.values_list("source__name", "amount")) == [
        ("Landsbyggefonden", Decimal("50.00")),
        ("AAB's dispositionsfond", Decimal("150.00")),
    ]


# --- Truths in the database -----------------------------------------------------------------
@pytest.mark.parametrize(
    ("broken", "words"),
    [
        ({"hours": 3}, "Timer hører til, når der gives timer. Penge har ingen timer."),
        ({"granted_amount": 5}, "Kun bevilgede penge har et bevilget beløb."),
        (
            {"state": "granted", "granted_amount": 200},
            "Der er bevilget mere end søgt. Skriv hvorfor.",
        ),
        (
            {"applied_on": factories.in_days(0), "answered_on": factories.in_days(-1)},
            "Svaret kan ikke komme, før der er søgt.",
        ),
        ({"lost_on": factories.in_days(0)}, "Penge, der er tabt, skal stå som trukket tilbage."),
    ],
)
def test_a_source_of_a_budget_cannot_contradict_itself(broken, words):
    line = FundingLine(initiative=factories.make_initiative(), source=aab(), amount=100, **broken)
    with pytest.raises(ValidationError) as fault:
        line.full_clean()
    assert words in fault.value.messages
    with pytest.raises(IntegrityError), transaction.atomic():
        line.save()


def test_a_source_cannot_ask_for_more_than_everything():
    with pytest.raises(IntegrityError), transaction.atomic():
        FundingSource.objects.create(name="X", kind=Kind.FOUNDATION, least_local_share=101)


def test_aab_cannot_give_more_than_everything():
    with pytest.raises(IntegrityError), transaction.atomic():
        in_force(most_share_from_aab=Decimal(101))


def test_an_answer_does_not_come_before_its_deadline():
    with pytest.raises(IntegrityError), transaction.atomic():
        ApplicationDeadline.objects.create(
            source=aab(), deadline_on=factories.in_days(2), answer_on=factories.in_days(1)
        )


def test_cost_hours_are_not_cash():
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.make_initiative().budget_lines.create(text="Løn", amount=1, hours=1)


# --- The page -------------------------------------------------------------------------------
@pytest.fixture
def page(client):
    case = factories.make_initiative(
        starts_on=factories.today().replace(month=1, day=1),
        ends_on=factories.today().replace(year=factories.today().year + 1, month=12, day=31),
    )
    client.force_login(case.created_by)
    return client, case, reverse("funding:budget", args=[case.pk])


def test_years_that_do_not_add_up_are_told_with_both_sums(page):
    client, case, url = page
    year = case.starts_on.year
    answer = client.post(
        url, posted([("Løn", "100")], []) | {f"cost-0-y{year}": "30", f"cost-0-y{year + 1}": "60"}
    )
    assert answer.context["costs"].forms[0].errors["amount"] == [
        "Årene giver 90 kr. tilsammen, men her står 100 kr. Ret det ene."
    ]
    assert case.budget_lines.count() == 0


def test_the_years_alone_are_enough_and_are_kept(page):
    client, case, url = page
    year = case.starts_on.year
    client.post(url, posted([("Løn", "")], []) | {f"cost-0-y{year}": "30,50", f"cost-0-y{year + 1}": "60"})
    assert list(case.budget_lines.values_list("amount", "by_year")) == [
        (Decimal("90.50"), {str(year): "30.50", str(year + 1): "60.00"})
    ]


def test_amounts_are_divided_over_the_years_without_losing_an_ore(page):
    client, case, url = page
    answer = client.post(url, posted([("Løn", "100,01")], [], split="1"))
    row = answer.context["costs"].forms[0].initial
    parts = [row[f"y{year}"] for year in (case.starts_on.year, case.ends_on.year)]
    assert sum(Decimal(part.replace(",", ".")) for part in parts) == Decimal("100.01")
    assert case.budget_lines.count() == 0


def test_adding_up_saves_nothing_and_shows_the_sums_of_what_is_typed(page):
    client, case, url = page
    answer = client.post(url, posted([("Løn", "20.000"), ("Mad", "x")], [(aab(), "7.500")], sum="1"))
    assert "Der mangler 12.500 kr." in answer.text
    assert case.budget_lines.count() == 0


def test_the_share_is_told_in_words_and_drawn(page):
    client, case, url = page
    in_force(least_local_share=Decimal(25))
    write(case, [cost(1000)], [money(aab(), 220), money(national_fund(), 780)])
    assert "Lokal medfinansiering 22 pct., kræver 25 pct." in client.get(url).text


@pytest.mark.parametrize("rows", [1, 3])
def test_versions_are_listed_in_a_constant_number_of_queries(page, django_assert_num_queries, rows):
    client, case, url = page
    for n in range(rows):
        write(case, [cost(100 + n)], [])
    client.get(url)
    with django_assert_num_queries(7):
        answer = client.get(reverse("funding:versions", args=[case.pk]))
    assert answer.text.count("Budget ") >= rows


def test_sixty_lines_five_years_and_twelve_sources_cost_the_same_queries(client, django_assert_num_queries):
    start = factories.today().replace(month=1, day=1)
    case = factories.make_initiative(
        starts_on=start, ends_on=start.replace(year=start.year + 4, month=12, day=31)
    )
    client.force_login(case.created_by)
    years = {str(start.year + n): "100.00" for n in range(5)}
    write(
        case,
        [{"text": f"Udgift {n}", "amount": Decimal(500), "by_year": years} for n in range(60)],
        [money(source(f"Kilde {n}", Kind.FOUNDATION), 2500, by_year=years) for n in range(12)],
    )
    url = reverse("funding:budget", args=[case.pk])
    client.get(url)
    with django_assert_num_queries(15):
        page = client.get(url)
    assert page.context["matrix"].cost.years == [Decimal("6000.00")] * 5
    # As many rows as are read again, and not one more to type in vain.
    assert (page.context["costs"].total_form_count(), page.context["funding"].total_form_count()) == (60, 13)


def test_a_guideline_without_a_file_cannot_be_fetched(client):
    client.force_login(factories.make_staff())
    assert client.get(reverse("funding:guideline", args=[in_force().pk])).status_code == 404  # no file yet


def test_what_is_fetched_is_a_file_to_save_and_no_page(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    version = in_force()
    version.file.save("retningslinje.pdf", ContentFile(b"%PDF-1.4"))
    case = factories.make_initiative()
    client.force_login(case.created_by)
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    for name, args, kind in (
        ("guideline", [version.pk], "application/pdf"),
        ("money_sheet", [case.pk], sheet),
        ("grants_sheet", [], sheet),
    ):
        answer = client.get(reverse(f"funding:{name}", args=args))
        said = answer["Content-Disposition"].partition(";")[0]
        assert (answer.status_code, said, answer["Content-Type"]) == (200, "attachment", kind), name
        assert answer.getvalue()  # read to its end, which also closes the file
