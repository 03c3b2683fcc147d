"""Frister (L3) and the calendar feed: what a person's calendar shows, and that real programs can read it."""

from __future__ import annotations

import datetime as dt
import hashlib

import icalendar
import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import dates, ical, tasks
from accounts.dates import CalendarDate
from accounts.models import CalendarEntry, CalendarLink
from accounts.uploads import CheckedUpload
from evaluation.models import Evaluation, FollowUp, PilotPlan
from evaluation.plans import set_plan
from funding.models import ApplicationDeadline, FundingLine, FundingSource
from funding.source_dates import add_date, finish_date
from initiatives import workflow
from initiatives.evidence import replace_evidence, store_evidence
from initiatives.models import MainAgreement, Meeting, ResultContract, StrategicAgreement
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 10, 19)
DAY = dt.timedelta(1)


@pytest.fixture(autouse=True)
def clock(settings):
    settings.SITE_URL = "https://portal.example.dk"
    with time_machine.travel(dt.datetime(2026, 10, 19, 8, tzinfo=dt.UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture
def department():
    return factories.make_department("58")


@pytest.fixture
def case(department):
    """In motion, with one evaluation, one goal and an end; all within the year."""
    case = factories.running_case(
        by=factories.make_staff("Mette Holm"),
        departments=[department],
        involves_municipality=True,
        starts_on=TODAY + 10 * DAY,
        ends_on=TODAY + 200 * DAY,
    )
    Evaluation.objects.filter(initiative=case).delete()
    Evaluation.objects.create(
        initiative=case, department=department, due_on=TODAY + 40 * DAY, opens_on=TODAY + 26 * DAY
    )
    return case


@pytest.fixture
def karen(department):
    return factories.make_board_member(department, "Karen Juhl")


def titles(person, ahead: int = 366) -> list[str]:
    return [date.title for date in dates.dates_for(person, timezone.localdate(), TODAY + ahead * DAY)]


# --- Whose dates ----------------------------------------------------------------------------------
def test_a_board_sees_the_dates_of_its_own_department(case, karen):
    assert titles(karen) == [
        "Indsats starter: Lektiecafé",
        "Evaluering: Lektiecafé (Afdeling 58)",
        "Mål igen: Lektiecafé",
        "Indsats slutter: Lektiecafé",
        "Mål det: Børn, der kommer hver uge (Lektiecafé)",
        "Mål igen: Lektiecafé",
    ]


def test_another_board_and_a_former_member_see_nothing(case, department):
    other = factories.make_board_member(factories.make_department("33"), "Vibeke Riis")
    former = factories.make_board_member(department, "Inge Toft", until_on=TODAY - DAY)
    assert [titles(other), titles(former)] == [[], []]


def test_staff_see_their_cases_the_meetings_and_the_contracts(case):
    mette = case.responsible
    contract = ResultContract.objects.get()
    ResultContract.objects.filter(pk=contract.pk).update(ends_on=TODAY + 300 * DAY)
    Meeting.objects.all().delete()
    factories.make_meeting(held_in=20, cut_off_in=6)
    assert titles(mette)[0] == "Send sager senest i dag: Organisationsbestyrelsen"
    assert "Møde: Organisationsbestyrelsen" in titles(mette)
    assert [title for title in titles(mette) if title.startswith("Resultatkontrakt")] == [
        f"Resultatkontrakt slutter: {contract.partnership.partner.name}, Lektiecafé"
    ]
    other = factories.make_staff("Jonas Dam")
    assert [title for title in titles(other) if "Lektiecafé" in title] == []


def test_those_who_decide_see_the_meetings_of_their_body_and_boards_do_not(karen):
    anne = factories.make_decider("Anne Lund")
    factories.make_meeting(held_in=20, cut_off_in=6)
    assert titles(anne) == [
        "Send sager senest i dag: Organisationsbestyrelsen",
        "Møde: Organisationsbestyrelsen",
    ]
    assert titles(karen) == []


def test_a_question_to_a_board_is_a_date_until_it_is_answered(department, karen):
    mette = factories.make_staff()
    draft = factories.make_initiative(by=mette, departments=[department])
    asked = factories.ask_board(draft, department, by=mette)
    said = "Svar om beboernes beslutning: Lektiecafé (Afdeling 58)"
    assert [titles(karen), titles(mette)] == [[said], [said]]
    type(asked).objects.filter(pk=asked.pk).update(closed_at=timezone.now())
    assert titles(karen) == []


def test_agreements_that_end_and_are_followed_up_are_staffs_dates(case, karen):
    mette = case.responsible
    contract = ResultContract.objects.get()
    ResultContract.objects.filter(pk=contract.pk).update(
        ends_on=TODAY + 300 * DAY, next_follow_up_on=TODAY + 20 * DAY
    )
    StrategicAgreement.objects.create(
        initiative=case, title="Husum for Alle", state="signed", ends_on=TODAY + 90 * DAY
    )
    MainAgreement.objects.create(
        title="Aftale med kommunen", municipality="København", state="signed", ends_on=TODAY + 91 * DAY
    )
    MainAgreement.objects.create(
        title="Udkast", municipality="København", state="draft", ends_on=TODAY + 92 * DAY
    )
    name = f"{contract.partnership.partner.name}, Lektiecafé"
    said = [
        f"Følg op på resultatkontrakt: {name}",
        "Aftale slutter: Husum for Alle",
        "Aftale slutter: Aftale med kommunen",
        f"Resultatkontrakt slutter: {name}",
    ]

    def about_agreements(person):
        return [title for title in titles(person) if "ftale" in title or "kontrakt" in title]

    assert about_agreements(mette) == said
    assert about_agreements(factories.make_staff("Jonas Dam")) == [said[2]]
    assert about_agreements(karen) == []


def test_the_money_of_a_case_has_its_days(case, karen):
    """Days to apply and be answered, what a source pays and wants to read, until somebody has dealt with it."""
    mette = case.responsible
    fund, asked = (
        FundingSource.objects.create(name=name, kind="foundation") for name in ("Fonden", "Puljen")
    )
    for state, source in (("idea", fund), ("applied", asked)):
        FundingLine.objects.create(initiative=case, source=source, amount=1000, state=state)
        ApplicationDeadline.objects.create(
            source=source, deadline_on=TODAY + 5 * DAY, answer_on=TODAY + 25 * DAY
        )
    line = FundingLine.objects.create(
        initiative=case, source=fund, amount=500, state="granted", granted_amount=500
    )
    payment = add_date(line, kind="payment", on=TODAY + 6 * DAY, by=mette)
    add_date(line, kind="report", on=TODAY + 7 * DAY, by=mette)
    add_date(line, kind="accounts", on=TODAY + 8 * DAY, by=mette, note="Med revisor")

    def about_money():
        return [title for title in titles(karen) if "Fonden" in title or "Puljen" in title]

    assert about_money() == [
        "Søg Fonden",
        "Udbetaling fra Fonden: Lektiecafé",
        "Send rapport til Fonden: Lektiecafé",
        "Send regnskab til Fonden: Lektiecafé",
        "Svar ventes fra Puljen",
    ]
    finish_date(line, payment.pk, by=mette)
    assert "Udbetaling fra Fonden: Lektiecafé" not in titles(mette)
    FundingLine.objects.filter(pk=line.pk).update(state="withdrawn")
    assert [title for title in titles(mette) if "Lektiecafé" in title and "Fonden" in title] == []


def test_the_days_to_measure_again_follow_the_plan_under_names_that_stay(case, karen):
    """Each quarter: the next evaluation is a row of its own, and those after it are planned."""
    Evaluation.objects.filter(initiative=case).delete()
    set_plan(
        case, rhythm="quarterly", first_on=TODAY + 60 * DAY, answered_by_role="board", by=case.responsible
    )

    def measured():
        found = dates.dates_for(karen, TODAY, TODAY + 366 * DAY)
        return {date.key: date.on for date in found if "Mål igen" in date.title or "Evaluering" in date.title}

    row = Evaluation.objects.get()
    assert measured() == {
        f"evaluation-{row.pk}": dt.date(2026, 12, 18),
        f"measure-{case.pk}-1": dt.date(2027, 3, 18),
        f"measure-{case.pk}-final": case.ends_on,
    }
    set_plan(
        case, rhythm="quarterly", first_on=TODAY + 62 * DAY, answered_by_role="board", by=case.responsible
    )
    assert measured() == {
        f"evaluation-{row.pk}": dt.date(2026, 12, 20),
        f"measure-{case.pk}-1": dt.date(2027, 3, 20),
        f"measure-{case.pk}-final": case.ends_on,
    }
    case.criteria.all().delete()
    assert list(measured()) == [f"evaluation-{row.pk}"]


def test_a_pilot_stops_and_a_closed_case_is_asked_about_on_days_of_the_calendar(case, karen):
    PilotPlan.objects.create(
        initiative=case, stop_on=TODAY + 70 * DAY, set_by=case.responsible, set_at=timezone.now()
    )
    assert "Skal forsøget fortsætte? Lektiecafé" in titles(karen)
    factories.close_case(case)
    asked = [
        (date.key, date.title)
        for date in dates.dates_for(karen, TODAY, TODAY + 366 * DAY)
        if date.key.startswith("follow-up")
    ]
    rows = FollowUp.objects.filter(initiative=case, months__lte=12).order_by("due_on")
    assert asked == [(f"follow-up-{row.pk}", "Kører den endnu? Lektiecafé") for row in rows]
    assert "Skal forsøget fortsætte? Lektiecafé" not in titles(karen)


def test_the_last_day_of_a_file_is_a_date_of_whoever_answers_for_the_case(case, karen):
    words = b"Aftale"
    paper = CheckedUpload(
        "Aftale.pdf", words, "application/pdf", len(words), hashlib.sha256(words).hexdigest()
    )
    mette = case.responsible
    file = store_evidence(case, requirement_key="5.1", upload=paper, by=mette, valid_until=TODAY + 30 * DAY)

    def last_days(person):
        found = dates.dates_for(person, TODAY, TODAY + 366 * DAY)
        return [(date.on, date.title, date.path) for date in found if date.key.startswith("file-")]

    address = f"/bilag/{file.pk}/udgaver/"
    assert last_days(mette) == [(TODAY + 30 * DAY, "Sidste dag for bilag: Aftale.pdf (Lektiecafé)", address)]
    assert last_days(None) == last_days(mette)
    assert last_days(karen) == last_days(factories.make_staff("Jonas Dam")) == []
    new = replace_evidence(file, valid_until=TODAY + 90 * DAY, by=mette)
    assert [(on, path) for on, _title, path in last_days(mette)] == [
        (TODAY + 90 * DAY, f"/bilag/{new.pk}/udgaver/")
    ]
    factories.close_case(case)
    assert last_days(mette) == []


def test_what_is_paused_or_over_has_no_dates(case, karen):
    workflow.move(case, "pause", by=case.responsible, words="Ombygning.")
    assert titles(karen) == []


def test_the_dates_cost_the_same_for_one_case_and_for_three(
    case, karen, department, django_assert_num_queries
):
    with django_assert_num_queries(14):
        titles(karen)
    for _more in range(2):
        factories.running_case(by=case.responsible, departments=[department], starts_on=TODAY + 10 * DAY)
    with django_assert_num_queries(14):
        assert len(titles(karen)) > 4


# --- The file -------------------------------------------------------------------------------------
def read(person, client) -> icalendar.Calendar:
    link = dates.open_link(person) or dates.make_link(person=person, by=person)
    return icalendar.Calendar.from_ical(client.get(link.path).content)


def test_the_feed_can_be_read_by_a_calendar_program(case, karen, client):
    tasks.remember_dates()
    link = dates.make_link(person=karen, by=karen)
    answer = client.get(link.path)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    lines = answer.content.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75  # folded by RFC 5545, 3.1
    assert answer.content.count(b"\n") == answer.content.count(b"\r\n")
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT12H" in lines
    assert b"X-PUBLISHED-TTL:PT12H" in lines
    calendar = icalendar.Calendar.from_ical(answer.content)
    assert calendar["X-WR-TIMEZONE"] == "Europe/Copenhagen"
    event = next(e for e in calendar.walk("VEVENT") if "Evaluering" in e["SUMMARY"])
    evaluation = Evaluation.objects.get()
    assert event["UID"] == f"evaluation-{evaluation.pk}@portal.example.dk"
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (TODAY + 40 * DAY, TODAY + 41 * DAY)
    assert (event["SEQUENCE"], event["TRANSP"], event["CLASS"]) == (0, "TRANSPARENT", "PRIVATE")
    assert event["URL"] == f"https://portal.example.dk/indsatser/{case.pk}/evalueringer/"
    assert event.decoded("DTSTAMP") == timezone.now()
    assert calendar.errors == []
    assert [error for event in calendar.walk("VEVENT") for error in event.errors] == []


def test_long_danish_titles_survive_the_folding():
    title = "Evaluering: " + "Blåbærgrød, æbler; og \\ øl\n" * 12
    content = ical.feed([CalendarDate(TODAY, title, "evaluation-1", "/indsatser/1/")])
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    (event,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert event["SUMMARY"] == title


@pytest.mark.parametrize(
    ("day", "offset"),
    [
        (dt.date(2026, 10, 24), 2),
        (dt.date(2026, 10, 25), 1),
        (dt.date(2027, 3, 27), 1),
        (dt.date(2027, 3, 28), 2),
    ],
)
def test_a_date_with_a_time_keeps_its_danish_hour_on_both_sides_of_the_change_of_clocks(day, offset):
    content = ical.feed([CalendarDate(day, "Møde", "meeting-1", "/indsatser/", at=dt.time(17))])
    calendar = icalendar.Calendar.from_ical(content)
    (event,) = calendar.walk("VEVENT")
    begins, ends = event.decoded("DTSTART"), event.decoded("DTEND")
    assert (begins.hour, ends - begins) == (17, dt.timedelta(hours=2))
    assert begins.utcoffset() == dt.timedelta(hours=offset)
    assert b"DTSTART;TZID=Europe/Copenhagen:" in content
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Copenhagen"]


def test_a_moved_date_keeps_its_name_and_counts_up(case, karen, client, clock):
    tasks.remember_dates()
    tasks.remember_dates()
    before = {
        str(e["UID"]): (e["SEQUENCE"], e.decoded("DTSTAMP")) for e in read(karen, client).walk("VEVENT")
    }
    assert {sequence for sequence, _at in before.values()} == {0}
    clock.shift(dt.timedelta(hours=1))
    Evaluation.objects.update(due_on=TODAY + 47 * DAY)
    tasks.remember_dates()
    tasks.remember_dates()
    after = {str(e["UID"]): (e["SEQUENCE"], e.decoded("DTSTAMP")) for e in read(karen, client).walk("VEVENT")}
    changed = {uid for uid in after if after[uid] != before[uid]}
    assert changed == {f"evaluation-{Evaluation.objects.get().pk}@portal.example.dk"}
    assert {after[uid][0] for uid in changed} == {1}
    assert {after[uid][1] for uid in changed} == {timezone.now()}


def test_nothing_new_is_the_same_file(case, karen, client):
    tasks.remember_dates()
    link = dates.make_link(person=karen, by=karen)
    first = client.get(link.path)
    assert client.get(link.path).content == first.content
    again = client.get(link.path, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_reading_writes_nothing_and_the_feed_names_nobody(case, karen, client):
    content = client.get(dates.make_link(person=karen, by=karen).path).content.decode()
    assert CalendarEntry.objects.count() == 0
    for person in (karen, case.responsible):
        assert person.name not in content.replace("\r\n ", "")
        assert person.email not in content.replace("\r\n ", "")


def test_dates_of_long_ago_are_forgotten(case, clock):
    tasks.remember_dates()
    assert CalendarEntry.objects.count() == 6
    clock.shift(dt.timedelta(days=700))
    tasks.remember_dates()
    assert CalendarEntry.objects.count() == 0


# --- The link -------------------------------------------------------------------------------------
def test_a_new_link_stops_the_old(case, karen, client):
    client.force_login(karen)
    page = client.post("/frister/link/", follow=True)
    assert "Dit link er klar." in page.text
    old = CalendarLink.objects.get()
    assert f"https://portal.example.dk{old.path}" in page.text
    assert f"webcal://portal.example.dk{old.path}" in page.text
    page = client.post("/frister/link/", follow=True)
    assert "Det gamle virker ikke længere." in page.text
    client.logout()
    gone = client.get(old.path)
    assert (gone.status_code, gone["Content-Type"]) == (410, "text/plain; charset=utf-8")
    assert gone.text == (
        "Linket virker ikke længere. Log ind, og hent et nyt under Frister: https://portal.example.dk/frister/"
    )
    assert client.get(CalendarLink.objects.open().get().path).status_code == 200
    client.force_login(karen)
    client.post("/frister/stop/")
    assert not CalendarLink.objects.open().exists()


def test_the_feed_ends_with_the_persons_leave(case, karen, client):
    link = dates.make_link(person=karen, by=karen)
    karen.board_seats.update(until_on=TODAY - DAY)
    assert list(read(karen, client).walk("VEVENT")) == []
    karen.is_active = False
    karen.save(update_fields=["is_active"])
    assert client.get(link.path).status_code == 410


@pytest.mark.parametrize("token", ["1", "1.abc", "x", "1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"])
def test_an_invented_address_is_not_found(client, karen, token):
    dates.make_link(person=karen, by=karen)
    assert client.get(f"/kalender/{token}.ics").status_code == 404


def test_nobody_makes_a_link_for_somebody_else(karen):
    with pytest.raises(ValueError, match="own"):
        dates.make_link(person=karen, by=factories.make_staff())


def test_a_person_has_one_link_at_a_time(karen):
    dates.make_link(person=karen, by=karen)
    with pytest.raises(ValidationError, match="Personen har allerede et link til sin kalender"):
        CalendarLink(person=karen).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarLink.objects.create(person=karen)
    with pytest.raises(ValidationError, match="ikke være stoppet, før"):
        CalendarLink(person=karen, revoked_at=timezone.now() - DAY).full_clean()
    with pytest.raises(ValidationError, match="skal have et navn og et indhold"):
        CalendarEntry(key="", fingerprint="x", last_on=TODAY).validate_constraints()


# --- The page -------------------------------------------------------------------------------------
def test_the_page_lists_the_next_three_months_and_the_year(case, karen, client):
    client.force_login(karen)
    page = client.get("/frister/")
    assert "Oktober 2026" in page.text
    assert "lørdag 28. november" in page.text
    assert "Indsats slutter" not in page.text
    year = client.get("/frister/?vis=aar")
    assert "Maj 2027" in year.text
    assert "Indsats slutter" in year.text


def test_an_empty_page_says_so(client):
    client.force_login(factories.make_user())
    assert "Der er ingen frister de næste 3 måneder." in client.get("/frister/").text


def test_the_page_costs_the_same_for_one_date_and_for_many(
    case, karen, client, department, django_assert_num_queries
):
    client.force_login(karen)
    client.get("/frister/")
    with django_assert_num_queries(QUERIES):
        client.get("/frister/")
    for _more in range(2):
        factories.running_case(by=case.responsible, departments=[department], starts_on=TODAY + 10 * DAY)
    with django_assert_num_queries(QUERIES):
        client.get("/frister/")


QUERIES = 18
