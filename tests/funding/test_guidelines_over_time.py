"""A new version of the guideline decides who decides, and what point Ø.1 asks, from its first day and not before."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from funding.facts import guideline
from funding.models import FundingGuideline, FundingSource
from funding.preload import preload
from initiatives import deciding, workflow
from initiatives.checklist import PointStatus, assess, case_of
from initiatives.models import Body, BodySeat, Initiative, PlannedStep
from initiatives.route import bodies_for, write_default_route
from initiatives.workflow import GateClosed
from tests import factories as make

pytestmark = pytest.mark.django_db
Kind = Body.Kind
NEW_FROM = dt.date(2026, 12, 1)
TOO_MUCH = "AAB bliver bedt om 20.000 kr. Retningslinjen siger højst 15.000 kr. Find resten et andet sted."


def at_noon(day: dt.date):
    return time_machine.travel(dt.datetime(day.year, day.month, day.day, 11, tzinfo=dt.UTC), tick=False)


@pytest.fixture
def two_versions():
    """The leader may give 30,000 kr. and AAB 50,000 kr.; from 1 December only 10,000 kr. and 15,000 kr."""
    for first, leader, most in ((dt.date(2026, 1, 1), 30_000, 50_000), (NEW_FROM, 10_000, 15_000)):
        FundingGuideline.objects.create(
            title=f"Opdigtet retningslinje {leader}",
            adopted_by="Organisationsbestyrelsen",
            in_force_from=first,
            leader_limit=Decimal(leader),
            most_from_aab=Decimal(most),
        )
    make.make_body(Kind.LEADER)
    make.make_body(Kind.ORGANISATION_BOARD)


def who_decides(initiative) -> list[str]:
    return [body.kind for body in bodies_for(case_of(Initiative.objects.get(pk=initiative.pk)))]


def money_point(initiative) -> tuple[str, list[str]]:
    point = assess(Initiative.objects.get(pk=initiative.pk)).point("Ø.1")
    return point.status, [str(reason.text) for reason in point.reasons]


@pytest.mark.parametrize("as_rows", [False, True])
def test_a_new_version_changes_who_decides_and_what_the_money_must_be_from_its_first_day(
    two_versions, as_rows
):
    with at_noon(NEW_FROM - dt.timedelta(days=1)):
        if as_rows:
            write_default_route()
        draft = make.complete_case(cost=20_000)
        assert (who_decides(draft), money_point(draft)) == ([Kind.LEADER], (PointStatus.MET, []))
    with at_noon(NEW_FROM):
        assert who_decides(draft) == [Kind.ORGANISATION_BOARD]
        assert money_point(draft) == (PointStatus.STARTED, [TOO_MUCH])
        with pytest.raises(GateClosed):
            workflow.submit(Initiative.objects.get(pk=draft.pk), by=draft.created_by)


def test_a_case_already_sent_keeps_its_steps_and_its_version_and_is_decided_by_them(two_versions, client):
    with at_noon(NEW_FROM - dt.timedelta(days=1)):
        sent = workflow.submit(make.complete_case(cost=20_000), by=make.make_staff())
    with at_noon(NEW_FROM + dt.timedelta(days=20)):
        assert money_point(sent.initiative) == (PointStatus.MET, [])
        steps = PlannedStep.objects.filter(initiative=sent.initiative)
        assert [step.body.kind for step in steps] == [Kind.LEADER]
        leader = make.make_user("Lars Krogh")
        BodySeat.objects.create(body=sent.body, person=leader, from_on=make.LONG_AGO)
        decision = deciding.decide(sent, outcome="approved", by=leader, amount=Decimal(20_000))
        kept = decision.case_file["budget"]["guideline"]
        assert (kept["title"], kept["most_from_aab"]) == ("Opdigtet retningslinje 30000", "50000.00")
        assert money_point(sent.initiative) == (PointStatus.MET, [])
        client.force_login(sent.submitted_by)
        page = client.get(reverse("funding:budget", args=[sent.initiative_id]))
        assert page.context["guideline"].title == "Opdigtet retningslinje 30000"


def test_a_case_that_comes_back_follows_the_new_version(two_versions):
    with at_noon(NEW_FROM - dt.timedelta(days=1)):
        sent = workflow.submit(make.complete_case(cost=20_000), by=make.make_staff())
    with at_noon(NEW_FROM):
        leader = make.make_user("Lars Krogh")
        BodySeat.objects.create(body=sent.body, person=leader, from_on=make.LONG_AGO)
        deciding.decide(sent, outcome="returned", by=leader, words="Skriv mere.", points=["6.1"])
        assert money_point(sent.initiative) == (PointStatus.STARTED, [TOO_MUCH])


def test_many_cases_at_once_read_the_same_versions_as_each_by_itself(two_versions, django_assert_num_queries):
    with at_noon(NEW_FROM - dt.timedelta(days=1)):
        sent = workflow.submit(make.complete_case(cost=20_000), by=make.make_staff()).initiative
    with at_noon(NEW_FROM):
        pks = [sent.pk, *(make.complete_case(cost=cost).pk for cost in (20_000, 5_000))]
        cases = [case_of(case) for case in Initiative.objects.filter(pk__in=pks).order_by("pk")]
        alone = [guideline(case_of(case.initiative)).title for case in cases]
        assert alone == ["Opdigtet retningslinje 30000", *["Opdigtet retningslinje 10000"] * 2]
        with django_assert_num_queries(4):
            preload(cases)
        assert [guideline(case).title for case in cases] == alone


def test_without_a_guideline_the_limit_of_the_portal_holds_and_nothing_is_invented(settings):
    make.make_body(Kind.LEADER)
    make.make_body(Kind.ORGANISATION_BOARD)
    settings.AAB_LEADER_LIMIT_KR = 20_000
    assert who_decides(make.complete_case(cost=20_000)) == [Kind.LEADER]
    assert who_decides(make.complete_case(cost=20_001)) == [Kind.ORGANISATION_BOARD]
    FundingGuideline.objects.create(title="Uden grænser", adopted_by="OB", in_force_from=make.LONG_AGO)
    case = make.complete_case(cost=20_001)
    assert who_decides(case) == [Kind.ORGANISATION_BOARD]
    assert money_point(case) == (PointStatus.MET, [])


# --- An account of its own ------------------------------------------------------------------
LACKS = (
    "AAB kræver, at pengene har en egen konto. Kontoen er ikke skrevet ind. Det skal den være, før pengene kan "
    "udbetales."
)


@pytest.fixture
def sent_with_a_strict_source():
    FundingSource.objects.create(name="AAB", kind=FundingSource.Kind.AAB, needs_own_account=True)
    return make.submitted_case()


def test_the_point_and_the_decider_are_told_of_an_account_that_is_missing_and_it_blocks_nothing(
    client, sent_with_a_strict_source
):
    sent = sent_with_a_strict_source
    assert assess(sent.initiative).point("Ø.1").note == f"Udgifter og kilder stemmer: 20.000 kr. {LACKS}"
    decider = make.make_user("Lars Krogh")
    BodySeat.objects.create(body=sent.body, person=decider, from_on=make.LONG_AGO)
    client.force_login(decider)
    url = reverse("decide", args=[sent.pk])
    page = client.get(url)
    assert page.context["lacking_accounts"] == [LACKS]
    assert (LACKS in page.text, "I kan godkende indsatsen alligevel." in page.text) == (True, True)
    decision = deciding.decide(sent, outcome="approved", by=decider, amount=Decimal(20_000))
    assert decision.outcome == "approved"


def test_an_account_that_is_written_and_hours_that_need_none_are_not_told_of(sent_with_a_strict_source):
    lines = sent_with_a_strict_source.initiative.funding_lines
    lines.update(own_account="Projektkonto 4711")
    assert assess(sent_with_a_strict_source.initiative).point("Ø.1").note == (
        "Udgifter og kilder stemmer: 20.000 kr."
    )
    lines.update(own_account="", paid_as="in_kind")
    assert assess(sent_with_a_strict_source.initiative).point("Ø.1").note == (
        "Udgifter og kilder stemmer: 20.000 kr."
    )
