"""A small case on one page: the same musts, one decision; the long track for the asking."""

import pytest
from django.urls import reverse

from funding.models import FundingSource
from initiatives.checklist import assess, case_of
from initiatives.models import Initiative, Submission
from initiatives.route import bodies_for
from initiatives.tracks import choose_track, goes_the_short_way
from initiatives.workflow import Refused
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def mette(client):
    person = factories.make_staff("Mette Holm")
    client.force_login(person)
    factories.make_body("leader")
    factories.make_body()
    return person


@pytest.fixture
def small(mette):
    return factories.make_initiative(by=mette)


def url(case, name="short"):
    return reverse(name, args=[case.pk])


def again(case):
    return Initiative.objects.get(pk=case.pk)


def typed(page, **other):
    """What the page holds, as a browser would send it, with what is written on top."""
    data = {}
    for form in page.context["forms"]:
        for bound in form:
            value = bound.value()
            if bound.name == "seen":
                value = bound.field.prepare_value(value)
            if hasattr(value, "year"):
                for part, number in (("day", value.day), ("month", value.month), ("year", value.year)):
                    data[f"{bound.html_name}_{part}"] = str(number)
            elif value not in (None, [], ()):
                data[bound.html_name] = str(value)
    return data | other


def everything(page):
    """Every answer of the page."""
    data = typed(page)
    for form in page.context["forms"]:
        for bound in form:
            if bound.name.startswith("answer_"):
                data[bound.html_name] = "Det har vi aftalt med bestyrelsen."
    source = FundingSource.objects.get_or_create(name="AAB", defaults={"kind": "aab"})[0]
    return data | {
        "p6_1-track": "proven",
        "partner-new_name": "Broen",
        "partner-kind": "voluntary",
        "partner-role": "Finder frivillige",
        "partner-contact": "Lederen",
        "goal-name": "Børn hver uge",
        "goal-baseline": "0",
        "goal-target": "20",
        "goal-method": "Vi tæller.",
        "budget-text1": "Mad",
        "budget-amount1": "9.000",
        "budget-source": str(source.pk),
    }


def test_a_small_case_is_answered_on_one_page_and_needs_one_decision(client, mette, small):
    page = client.get(url(small))
    fields = [bound for form in page.context["forms"] for bound in form if not bound.is_hidden]
    assert (page.status_code, len(fields)) == (200, len(fields))
    done = client.post(url(small), everything(page) | {"send": "1"})
    assert done.status_code == 302, [form.errors for form in done.context["forms"] if form.errors]
    assert done.url == reverse("initiatives:send", args=[small.pk])
    case = again(small)
    assert [point.key for point in assess(case).blocking] == ["1.1"]
    factories.answer_for_residents(case, case.departments.get(), asked_by=mette)
    assert assess(again(small)).holds
    client.post(done.url, {"version": again(small).version})
    factories.decide_next(again(small))
    assert again(small).status == "approved"
    assert Submission.objects.count() == 1


def test_what_is_left_empty_is_kept_for_later_and_what_is_there_is_saved(client, mette, small):
    page = client.get(url(small))
    client.post(url(small), typed(page, **{"p1_3-answer_own": ""}))
    before = {(s.requirement_key, s.prompt_key) for s in small.statements.all()}
    assert before == set()
    full = everything(client.get(url(small)))
    half = {k: v for k, v in full.items() if not k.startswith(("goal-name", "budget", "partner"))}
    half = {k: v for k, v in half.items() if not k.startswith("goal-")} | {}
    assert client.post(url(small), half).url == url(small)
    assert small.statements.count() > 0
    assert not small.criteria.exists()


def test_a_part_begun_must_be_whole_and_nothing_is_half_stored(client, mette, small):
    page = client.get(url(small))
    answer = client.post(url(small), everything(page) | {"goal-method": "", "budget-amount1": ""})
    faults = [field for form in answer.context["forms"] for field in form.errors]
    assert faults == ["method", "amount1"]
    assert "Finder frivillige" in answer.text
    assert not small.statements.exists()
    assert not small.partnerships.exists()


def test_what_is_typed_is_kept(client, mette, small):
    client.post(url(small, "short_typed"), {"goal-name": "Halvt skrevet"})
    page = client.get(url(small))
    assert "Halvt skrevet" in page.text


@pytest.mark.parametrize(
    "facts",
    [
        {"expects_outside_money": True},
        {"departments": True},
    ],
)
def test_a_case_that_is_not_small_goes_the_long_way(client, mette, facts):
    if "departments" in facts:
        facts = {"departments": [factories.make_department("52"), factories.make_department("58")]}
    case = factories.make_initiative(by=mette, **facts)
    assert client.get(url(case)).url == reverse("initiatives:checklist", args=[case.pk])


def test_a_large_amount_is_not_small(mette):
    case = factories.complete_case(by=mette, cost=50_001)
    assert not goes_the_short_way(case_of(case))
    assert goes_the_short_way(case_of(factories.complete_case(by=mette, cost=50_000)))


def test_the_musts_are_the_same_on_both_tracks(mette, small):
    short = {p.key: p.status for p in assess(small).points}
    choose_track(small, by=mette, long=True)
    assert {p.key: p.status for p in assess(again(small)).points} == short


def test_the_long_track_is_for_the_asking_and_the_way_back_needs_a_reason(client, mette, small):
    assert [body.kind for body in bodies_for(case_of(small))] == ["leader"]
    checklist = client.get(reverse("initiatives:checklist", args=[small.pk])).text
    assert url(small, "track") in checklist
    client.get(url(small, "track"))
    assert again(small).long_track is False
    client.post(url(small, "track"))
    assert again(small).long_track is True
    assert [body.kind for body in bodies_for(case_of(again(small)))] == ["organisation_board"]
    refused = client.post(url(small, "track"), {"reason": ""})
    assert refused.context["form"].errors == {"reason": ["Skriv, hvorfor den korte vej er nok"]}
    client.post(url(small, "track"), {"reason": "Det er kun kaffe."})
    case = again(small)
    assert (case.long_track, case.history.first().text, case.history.first().words) == (
        False,
        "Valgte den korte vej",
        "Det er kun kaffe.",
    )
    with pytest.raises(Refused, match="Skriv, hvorfor den korte vej er nok"):
        choose_track(case, by=mette, long=True) and choose_track(again(small), by=mette, long=False)


def test_choosing_what_stands_changes_nothing(mette, small):
    assert choose_track(small, by=mette, long=False) is False
    assert small.history.count() == 1


def test_a_sent_case_has_no_tracks_to_choose(client, mette):
    sent = factories.submitted_case(by=mette).initiative
    for name in ("short", "track"):
        assert client.get(url(sent, name)).url == reverse("initiatives:checklist", args=[sent.pk])


def test_boards_have_no_short_form(client, mette, small):
    factories.ask_board(small, factories.make_department("58"), by=mette)
    client.force_login(factories.make_board_member(factories.make_department("58")))
    assert client.get(url(small)).status_code == 403
