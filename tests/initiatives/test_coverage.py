"""Services per department (point 2), and the table of which departments lack something (K13)."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import OutgoingMail
from accounts.outbox import Cancel
from initiatives.checklist import PointStatus, assess_point
from initiatives.coverage import State, Subject, coverage, coverage_of, month
from initiatives.mails.coverage import prepare_missing
from initiatives.models import BoardSeat, Department, SupportService, VolunteerActivity
from initiatives.supporting import end_service, record_service, services_of, still_right
from tests import factories as make

pytestmark = pytest.mark.django_db
COVERAGE = "/overblik/daekning/"


@pytest.fixture
def mette():
    return make.make_staff()


def own():
    return Department.objects.own().select_related("organisation")


# --- Services -------------------------------------------------------------------------------
def test_a_department_has_its_own_services_and_those_of_its_municipality():
    department = make.make_department("58", municipality="København")
    make.make_department("52", municipality="Gladsaxe")
    debt = make.make_service(department)
    contact = make.make_service(None, "contact_persons", municipality="København", who="Kontaktpersonerne")
    make.make_service(None, "contact_persons", municipality="Gladsaxe", who="De andre")
    make.make_service(department, "caretaker", until_on=make.in_days(-1))
    assert services_of(department) == {"debt": [debt], "contact_persons": [contact]}


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"kind": "debt", "municipality": "København"}, "support_service_has_its_place"),
        ({"kind": "contact_persons"}, "support_service_has_its_place"),
        ({"kind": "debt", "place": True, "who": ""}, "support_service_names_who"),
        (
            {
                "kind": "debt",
                "place": True,
                "since_on": dt.date(2026, 2, 1),
                "until_on": dt.date(2026, 1, 1),
            },
            "support_service_dates_in_order",
        ),
    ],
)
def test_the_database_refuses_a_service_without_sense(fields, name):
    fields = dict(fields)
    department = make.make_department("58") if fields.pop("place", False) else None
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        make.make_service(department, **fields)


def test_writing_a_service_down_counts_as_having_looked(mette):
    service = record_service(
        SupportService(kind="debt", department=make.make_department("58"), who="Rådgiveren"), by=mette
    )
    assert (service.reviewed_on, service.recorded_by) == (make.today(), mette)
    with pytest.raises(ValidationError):
        record_service(SupportService(kind="debt", who="Ingen steder"), by=mette)


def test_an_ended_service_is_gone_today_and_twice_changes_nothing(mette):
    department = make.make_department("58")
    service = make.make_service(department)
    end_service(service, by=mette)
    assert services_of(department) == {}
    end_service(service, by=mette)
    assert SupportService.objects.get().until_on == make.in_days(-1)


def test_one_tap_says_that_it_still_holds(mette):
    service = make.make_service(make.make_department("58"), reviewed_on=make.in_days(-500))
    still_right(service, by=mette)
    assert SupportService.objects.get().reviewed_on == make.today()


# --- The table ------------------------------------------------------------------------------
def test_a_department_without_anything_lacks_six_things():
    row = coverage_of(make.make_department("58"), make.today())
    assert {cell.label: cell.words for cell in row.cells} == {
        "Gældsrådgivning": "Mangler",
        "Kontaktpersoner": "Mangler",
        "Social vicevært": "Mangler",
        "Bro til foreninger": "Mangler",
        "Frivilligt arbejde": "Ikke beskrevet",
        "Byggesager": "Ingen",
        "Indsatser": "Ingen",
        "Bestyrelse": "Ikke skrevet ind",
    }
    assert row.gaps == 6


def test_what_nobody_has_looked_at_for_a_year_is_told_with_its_month():
    department = make.make_department("58")
    long_ago = make.in_days(-400)
    make.make_service(department, reviewed_on=long_ago)
    VolunteerActivity.objects.filter(pk=make.make_activity(department).pk).update(reviewed_on=long_ago)
    row = coverage_of(department, make.today())
    since = f"ikke set efter siden {month(long_ago)}"
    assert row.cell(Subject.DEBT).words == f"Torsdage kl. 15-17, {since}"
    assert row.cell(Subject.VOLUNTEERS).words == f"1 beskrevet, {since}"
    assert {row.cell(Subject.DEBT).state, row.cell(Subject.VOLUNTEERS).state} == {State.OLD}


def test_departments_with_most_gaps_come_first():
    make.make_department("1")
    make.make_service(make.make_department("2"))
    make.make_board_member(make.make_department("2"))
    make.make_service(make.make_department("3"))
    assert [row.department.number for row in coverage(own(), make.today())] == ["1", "3", "2"]


def test_a_department_that_has_no_board_does_not_lack_one():
    row = coverage_of(make.make_department("58", has_board=False), make.today())
    assert (row.cell(Subject.BOARD).words, row.cell(Subject.BOARD).is_gap) == ("Har ingen bestyrelse", False)


@pytest.mark.parametrize("departments", [1, 3])
def test_the_table_costs_the_same_whatever_its_length(as_mette, django_assert_num_queries, departments):
    for number in range(departments):
        make.make_service(make.make_department(str(number + 1)))
    as_mette.get(COVERAGE)
    with django_assert_num_queries(10):
        page = as_mette.get(COVERAGE)
    assert len(page.context["rows"]) == departments


def test_a_filter_leaves_those_that_lack_it(as_mette):
    make.make_service(make.make_department("1", municipality="København"))
    make.make_department("2", municipality="København")
    make.make_department("3", municipality="Gladsaxe")
    page = as_mette.get(COVERAGE, {"mangler": "gaeld", "kommune": "København"})
    assert [row.department.number for row in page.context["rows"]] == ["2"]
    assert "1 afdeling mangler det" in page.text
    assert as_mette.get(COVERAGE, {"mangler": "vrøvl", "kommune": "Atlantis"}).status_code == 200


def test_the_table_can_be_taken_home(as_mette):
    make.make_department("58", municipality="København")
    sheet = as_mette.get(COVERAGE, {"hent": "csv"}).content.decode("utf-8-sig")
    assert sheet.splitlines()[1] == (
        "Afdeling 58;København;Mangler;Mangler;Mangler;Mangler;Ikke beskrevet;Ingen;Ingen;Ikke skrevet ind;6"
    )
    assert as_mette.get(COVERAGE, {"hent": "exe"}).status_code == 404


# --- Writing to the boards ------------------------------------------------------------------
def test_everybody_who_gets_the_mail_is_shown_before_it_is_sent(as_mette):
    make.make_board_member(make.make_department("58"), "Karen Juhl")
    paper = make.make_board_member(make.make_department("58"), "Bo Lind")
    BoardSeat.objects.filter(person=paper).update(wants_paper=True)
    make.make_department("41")
    page = as_mette.get(COVERAGE + "skriv/?mangler=gaeld")
    assert "Når du sender, får 1 person en mail." in page.text
    assert "Karen Juhl" in page.text
    assert "Bo Lind" not in page.text
    assert "1 vil have papir og får ingen mail." in page.text
    assert "1 afdeling får ingen mail" in page.text
    assert OutgoingMail.objects.count() == 0


def test_the_button_counts_boards_and_not_departments(as_mette):
    make.make_department("41")
    page = as_mette.get(COVERAGE + "?mangler=gaeld").text
    assert ("2 afdelinger" in page, "Skriv til" in page) == (False, False)
    assert "Ingen af dem har en bestyrelse, der er skrevet ind." in page
    make.make_board_member(make.make_department("58"), "Karen Juhl")
    page = as_mette.get(COVERAGE + "?mangler=gaeld").text
    assert ("2 afdelinger mangler det" in page, "Skriv til 1 bestyrelse" in page) == (True, True)


def test_a_board_is_written_to_only_where_a_mail_reaches_somebody(as_mette):
    """The term, the paper, the closed account and the address that does not work; a pause only delays."""
    department = make.make_department("58")
    paused = make.make_board_member(department, "Per Pause", mails_paused_until=make.in_days(20))
    make.make_board_member(department, "Inge Toft", until_on=make.in_days(-1))
    make.make_board_member(department, "Kim Kommer", from_on=make.in_days(1))
    make.make_board_member(department, "Lis Lukket", is_active=False)
    only_returned = make.make_department("41")
    for where, name in ((department, "Rie Retur"), (only_returned, "Rolf Retur")):
        person = make.make_board_member(where, name)
        person.returned_address, person.returned_at = person.email.lower(), timezone.now()
        person.save()
    page = as_mette.get(COVERAGE + "skriv/?mangler=gaeld")
    assert "Når du sender, får 1 person en mail." in page.text
    assert "1 har en adresse, der ikke virker, og får ingen mail." in page.text
    assert "1 afdeling får ingen mail" in page.text
    as_mette.post(COVERAGE + "skriv/?mangler=gaeld")
    assert [mail.recipient for mail in OutgoingMail.objects.all()] == [paused]


def test_sending_twice_the_same_day_writes_once(as_mette):
    karen = make.make_board_member(make.make_department("58"), "Karen Juhl")
    for _time in range(2):
        answer = as_mette.post(COVERAGE + "skriv/?mangler=gaeld")
    assert answer.url == COVERAGE + "?mangler=gaeld"
    mail = OutgoingMail.objects.get()
    assert (mail.kind, mail.recipient, mail.data) == ("coverage_missing", karen, {"subject": "gaeld"})
    assert "Fik sidst en mail om det" in as_mette.get(COVERAGE + "skriv/?mangler=gaeld").text


def test_the_mail_is_dropped_when_the_gap_is_gone(as_mette):
    department = make.make_department("58")
    make.make_board_member(department)
    as_mette.post(COVERAGE + "skriv/?mangler=gaeld")
    mail = OutgoingMail.objects.get()
    assert prepare_missing(mail).subject == "Gældsrådgivning i Afdeling 58?"
    make.make_service(department)
    assert prepare_missing(mail) == Cancel("Afdelingen mangler det ikke længere.")


@pytest.mark.parametrize("subject", ["gaeld", "vicevaert", "foreninger", "frivilligt"])
def test_each_mail_says_what_it_is_about(as_mette, subject):
    make.make_board_member(make.make_department("58"))
    page = as_mette.get(COVERAGE + f"skriv/?mangler={subject}")
    assert page.context["letter"].subject.endswith("i Afdeling 58?")
    assert len(page.context["letter"].subject) <= 60


@pytest.mark.parametrize("subject", ["", "bestyrelse", "byggesager"])
def test_there_is_nothing_to_write_about_what_a_mail_cannot_mend(as_mette, subject):
    make.make_board_member(make.make_department("58"))
    assert as_mette.get(COVERAGE + f"skriv/?mangler={subject}").url == COVERAGE


# --- The services of a department -----------------------------------------------------------
def test_staff_write_a_service_in_mend_it_and_end_it(as_mette):
    department = make.make_department("58", municipality="København")
    page = f"{COVERAGE}{department.pk}/"
    told = {"kind": "debt", "who": "AAB's rådgiver", "when": "Torsdage kl. 15-17", "where": "Beboerhuset"}
    assert as_mette.post(page + "nyt/", told).url == page
    service = SupportService.objects.get()
    assert "Torsdage kl. 15-17" in as_mette.get(page).text
    as_mette.post(f"{page}{service.pk}/", told | {"when": "Mandage"})
    assert SupportService.objects.get().when == "Mandage"
    as_mette.post(f"{page}{service.pk}/set/", {"ended": "1"})
    assert "Vi kender ingen tilbud i afdelingen endnu." in as_mette.get(page).text


def test_contact_persons_are_written_for_the_whole_municipality(as_mette):
    department = make.make_department("58", municipality="København")
    as_mette.post(f"{COVERAGE}{department.pk}/nyt/", {"kind": "contact_persons", "who": "Kontaktpersonerne"})
    service = SupportService.objects.get()
    assert (service.department, service.municipality) == (None, "København")
    nowhere = make.make_department("59")
    page = as_mette.post(f"{COVERAGE}{nowhere.pk}/nyt/", {"kind": "contact_persons", "who": "Nogen"})
    assert "Skriv først, hvilken kommune afdelingen ligger i" in page.text


def test_a_service_of_another_department_is_not_mended_here(as_mette):
    service = make.make_service(make.make_department("33"))
    assert as_mette.get(f"{COVERAGE}{make.make_department('58').pk}/{service.pk}/").status_code == 404


def test_boards_do_not_see_all_departments(client):
    client.force_login(make.make_board_member())
    assert client.get(COVERAGE).status_code == 403
    client.force_login(make.make_decider())
    assert client.get(COVERAGE).status_code == 200
    assert client.get(COVERAGE + "skriv/?mangler=gaeld").status_code == 403


# --- Point 2.2 ------------------------------------------------------------------------------
def test_point_2_2_is_met_when_every_department_has_debt_counselling(as_mette, mette):
    department = make.make_department("58")
    draft = make.make_initiative(by=mette, departments=[department], areas=[make.area("tryghed")])
    missing = assess_point(draft, "2.2")
    assert "Vi kender ingen gældsrådgivning i Afdeling 58." in missing.reasons[0].text
    make.make_service(department)
    point = assess_point(draft, "2.2")
    assert (point.status, point.note) == (
        PointStatus.MET,
        "Afdeling 58: AAB's gældsrådgiver, Torsdage kl. 15-17",
    )
    page = as_mette.get(f"/indsatser/{draft.pk}/tjekliste/2.2/")
    assert f'href="{COVERAGE}{department.pk}/"' in page.text
