"""Versions of a file, the points it proves, and the day it proves nothing any more."""

import pytest
import time_machine
from django.db import IntegrityError
from django.urls import reverse
from django.utils.formats import date_format

from initiatives import case_file, workflow
from initiatives.answers import write_explanation
from initiatives.checklist import assess, case_of, outdated_files
from initiatives.checklist_rows import rows_as_decided
from initiatives.evidence import (
    prove_points,
    remove_evidence,
    replace_evidence,
    restore_evidence,
    store_evidence,
)
from initiatives.models import Evidence, EvidencePoint, HistoryEntry, Initiative
from initiatives.preload import preload
from initiatives.proving import Case
from initiatives.workflow import Refused
from tests import factories

from .world import about, checked, files_on_disk, pdf, picture, status

pytestmark = pytest.mark.django_db


def test_a_new_version_takes_the_place_and_the_old_one_can_still_be_opened(
    minutes, draft, mette, karen, amir, settings
):
    factories.ask_board(draft, minutes.department, by=mette)
    new = replace_evidence(minutes, upload=checked("Nyt referat.jpg"), valid_until=None, by=mette)
    assert new == minutes  # the same picture under another name is the same file
    new = replace_evidence(minutes, upload=pdf("Rettet referat"), by=mette)
    assert (new.version, new.replaces, new.department, new.requirement_key) == (
        2,
        minutes,
        minutes.department,
        "1.1",
    )
    assert list(draft.evidence.current()) == [new]
    assert draft.evidence.present().count() == 2
    assert len(files_on_disk(settings)) == 2
    assert [status(person, file) for person in (mette, karen) for file in (minutes, new)] == [200] * 4
    assert [status(amir, file) for file in (minutes, new)] == [404, 404]
    entry = HistoryEntry.objects.get(kind="evidence_replaced")
    assert entry.text == "Lagde udgave 2 af filen Rettet referat.pdf ind"


def test_an_old_version_cannot_be_replaced_again(minutes, mette, settings):
    replace_evidence(minutes, upload=pdf("to"), by=mette)
    with pytest.raises(Refused, match="nyere udgave"):
        replace_evidence(minutes, upload=pdf("tre"), by=mette)
    assert len(files_on_disk(settings)) == 2
    twin = Evidence.objects.get(version=2)
    twin.pk, twin._state.adding = None, True
    with pytest.raises(IntegrityError):  # and two at once are stopped by the database
        twin.save(force_insert=True)


def test_removing_a_file_takes_every_version_from_the_boards(minutes, draft, mette, karen):
    factories.ask_board(draft, minutes.department, by=mette)
    new = replace_evidence(minutes, upload=pdf(), by=mette)
    assert remove_evidence(new, by=mette)
    assert [status(person, file) for person in (mette, karen) for file in (minutes, new)] == [
        200,
        200,
        404,
        404,
    ]
    assert restore_evidence(new, by=mette)
    assert [status(karen, file) for file in (minutes, new)] == [200, 200]


def test_a_case_that_lies_to_be_decided_takes_no_version_and_no_point(mette):
    case = factories.complete_case(by=mette)
    file = store_evidence(case, requirement_key="5.2", upload=pdf(), by=mette)
    factories.make_body("leader")
    factories.make_body()
    workflow.submit(case, by=mette)
    for change in (
        lambda: replace_evidence(file, upload=pdf("to"), by=mette),
        lambda: prove_points(file, keys=["4.1"], by=mette),
    ):
        with pytest.raises(Refused, match="sendt til godkendelse"):
            change()
    assert (Evidence.objects.count(), EvidencePoint.objects.count()) == (1, 0)


def test_one_file_proves_several_points_and_a_new_version_proves_the_same(draft, mette, client):
    file = store_evidence(draft, requirement_key="5.1", upload=pdf(), by=mette, also=["5.1", "1.3"])
    assert file.keys == ["5.1", "1.3"]
    assert prove_points(file, keys=["1.3", "2.1"], by=mette)
    assert not prove_points(file, keys=["2.1", "1.3"], by=mette)
    assert Evidence.objects.get().keys == ["5.1", "1.3", "2.1"]
    assert prove_points(file, keys=["2.1"], by=mette)
    new = replace_evidence(file, upload=pdf("to"), by=mette)
    assert Evidence.objects.get(pk=new.pk).keys == ["5.1", "2.1"]
    client.force_login(mette)
    named = {
        key: new.name in client.get(reverse("initiatives:point", args=[draft.pk, key])).text
        for key in ("5.1", "1.3", "2.1")
    }
    assert named == {"5.1": True, "1.3": False, "2.1": True}
    assert EvidencePoint.objects.filter(removed_at__isnull=False, removed_by=mette).count() == 1
    assert (
        HistoryEntry.objects.filter(kind="evidence_points")
        .first()
        .text.startswith("Filen Aftale.pdf viser nu")
    )


def test_the_checklist_says_how_many_files_each_point_has_to_those_who_may_fetch_them(
    client, draft, mette, karen, amir, d58
):
    store_evidence(draft, requirement_key="5.1", upload=pdf(), by=mette, also=["1.3"])
    store_evidence(draft, requirement_key="1.3", upload=pdf("to"), by=mette, department=d58)
    for department in draft.departments.all():
        factories.ask_board(draft, department, by=mette)
    seen = {}
    for person in (mette, karen, amir):
        client.force_login(person)
        rows = client.get(reverse("initiatives:checklist", args=[draft.pk])).context["checklist"].rows
        seen[person] = {row.key: row.files for row in rows if row.files}
    both, one = {"1.3": 2, "5.1": 1}, {"1.3": 1, "5.1": 1}
    assert seen == {mette: both, karen: both, amir: one}


@pytest.fixture
def proven(mette):
    """A case whose every point is in place, with a file under 5.1 that is good until today."""
    case = factories.complete_case(by=mette)
    store_evidence(
        case, requirement_key="5.1", upload=pdf(), by=mette, also=["1.3"], valid_until=factories.today()
    )
    return case


def test_after_its_last_day_a_file_proves_nothing_and_the_point_says_so(proven, mette, client):
    assert assess(proven).point("5.1").status == "met"
    late = assess(proven, on=factories.in_days(1))
    assert {p.key: p.status.value for p in late.blocking} == {"5.1": "look_again", "1.3": "look_again"}
    [reason] = late.point("5.1").reasons
    day = date_format(factories.today(), "j. F Y")
    assert reason.text == (
        f'"Aftale.pdf" gjaldt til {day}. Læg en ny udgave ind, eller tag bilaget af punktet.'
    )
    file = Evidence.objects.get()
    assert (reason.where, reason.who) == (about(file), mette.name)
    with time_machine.travel(factories.timezone.now() + factories.dt.timedelta(days=1)):
        client.force_login(mette)
        assert reason.short in client.get(reverse("initiatives:checklist", args=[proven.pk])).text.replace(
            "&quot;", '"'
        )
        page = client.get(reverse("initiatives:point", args=[proven.pk, "5.1"])).text
        assert reason.text in page.replace("&quot;", '"')
        assert "Punktet er ikke længere bevist med den" in page
        assert "Det er stadig i orden" not in page
        with pytest.raises(Refused):
            workflow.submit(proven, by=mette)
        replace_evidence(file, valid_until=factories.in_days(300), by=mette)
        assert assess(Initiative.objects.get(pk=proven.pk)).blocking == []


def test_an_explained_point_needs_no_file(proven, mette):
    point = factories.requirement("2.1")
    write_explanation(proven, by=mette, requirement=point, text="Vi hjælper på anden vis.")
    store_evidence(proven, requirement_key="2.1", upload=pdf("to"), by=mette, valid_until=factories.today())
    assert assess(proven, on=factories.in_days(1)).point("2.1").status == "explained"


def test_a_running_case_shows_the_point_whose_file_has_expired(mette):
    case = factories.running_case()
    store_evidence(case, requirement_key="5.1", upload=pdf(), by=mette, valid_until=factories.today())
    rows = {row.key: row.status for row in rows_as_decided(case).rows}
    assert rows["5.1"] == "met"
    with time_machine.travel(factories.timezone.now() + factories.dt.timedelta(days=1)):
        rows = {row.key: row for row in rows_as_decided(case).rows}
    assert rows["5.1"].status == "look_again"
    assert rows["5.1"].lines[0].text.startswith('"Aftale.pdf" gjaldt til')


def test_many_cases_at_once_read_the_same_expired_files(proven, mette):
    other = factories.make_initiative(by=mette, departments=[factories.make_department("7")])
    on = factories.in_days(1)
    cases = [Case(case, case_of(case).version, on) for case in (proven, other)]
    preload(cases)
    found = [{key: [f.name for f in files] for key, files in outdated_files(case).items()} for case in cases]
    assert found == [{"5.1": ["Aftale.pdf"], "1.3": ["Aftale.pdf"]}, {}]


def test_a_decision_keeps_which_version_proved_what(mette):
    case = factories.complete_case(by=mette)
    file = store_evidence(case, requirement_key="5.1", upload=pdf(), by=mette, also=["1.3"])
    replace_evidence(file, upload=pdf("to"), by=mette, valid_until=factories.dt.date(2099, 1, 31))
    seen = case_of(case)
    record = case_file.case_file_of(seen, assess(case, case=seen))
    assert [(e["name"], e["version"], e["points"], e["valid_until"]) for e in record["evidence"]] == [
        ("to.pdf", 2, ["5.1", "1.3"], "2099-01-31")
    ]


def test_the_page_about_a_file_lists_its_versions_and_takes_a_new_one(
    client, minutes, draft, mette, karen, amir
):
    client.force_login(mette)
    typed = {"upload": picture("ny.jpg")}
    assert (
        "Se den igennem" in client.post(about(minutes), typed).text
    )  # a picture is looked through by a person
    assert "Vælg en fil, eller skriv et link" in client.post(about(minutes), {}).text
    page = client.post(
        about(minutes),
        {"link": "https://www.aab.dk/nyt", "link_name": "Nyt referat"}
        | {"valid_until_day": "31", "valid_until_month": "1", "valid_until_year": "2099"},
        follow=True,
    ).text
    new = Evidence.objects.get(version=2)
    assert (new.name, new.valid_until, new.department) == (
        "Nyt referat",
        factories.dt.date(2099, 1, 31),
        minutes.department,
    )
    for words in (
        "Udgave 2 af Nyt referat er lagt ind. Den gamle kan stadig åbnes.",
        "2 udgaver",
        minutes.sha256,
        new.sha256,
        "Udgave 1: Referat fra mødet.jpg",
        "Gælder til og med 31. januar 2099",
        "Mette Holm",
    ):
        assert words in page, words
    assert "nyere udgave" in client.post(about(minutes), {"link": "https://x.dk"}, follow=True).text
    points_url = reverse("initiatives:evidence_points", args=[new.pk])
    assert "Filen viser de valgte punkter" in client.post(points_url, {"keys": ["1.3"]}, follow=True).text
    assert Evidence.objects.get(version=2).keys == ["1.1", "1.3"]
    assert "Vælg blandt punkterne" in client.post(points_url, {"keys": ["9.9"]}, follow=True).text
    factories.ask_board(draft, minutes.department, by=mette)
    factories.ask_board(draft, factories.make_department("52"), by=mette)
    client.force_login(karen)
    page = client.get(about(new)).text
    assert ("2 udgaver" in page, "Læg udgaven ind" in page) == (True, False)
    assert [client.post(url, {}).status_code for url in (about(new), points_url)] == [403, 403]
    client.force_login(amir)
    assert [client.get(about(new)).status_code, client.post(points_url, {}).status_code] == [404, 404]


@pytest.mark.parametrize("versions", [1, 3])
def test_the_page_about_a_file_costs_the_same_however_many_versions(
    client, draft, mette, versions, django_assert_num_queries
):
    file = store_evidence(draft, requirement_key="5.1", upload=pdf("1"), by=mette, also=["1.3"])
    for number in range(1, versions):
        file = replace_evidence(file, upload=pdf(str(number + 1)), by=mette)
    client.force_login(mette)
    client.get(about(file))
    with django_assert_num_queries(11):
        client.get(about(file))


def test_the_decider_sees_the_version_the_points_and_the_last_day(client, mette):
    case = factories.complete_case(by=mette)
    file = store_evidence(case, requirement_key="5.1", upload=pdf(), by=mette, also=["1.3"])
    replace_evidence(file, valid_until=factories.dt.date(2099, 1, 31), by=mette)
    factories.make_body("leader")
    leader = factories.make_decider("Lars Krogh", kind="leader")
    submission = workflow.submit(case, by=mette)
    client.force_login(leader)
    page = client.get(reverse("decide", args=[submission.pk])).text
    for words in ("5.1 og 1.3", "Udgave 2", "Gælder til og med 31. januar 2099", "Se 1 bilag"):
        assert words in page, words
