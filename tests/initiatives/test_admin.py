"""The administration: every desk opens, nothing is lost, published policy is closed, imports are looked at first."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from aab_social.desks import DESKS
from evaluation.following_up import ensure_follow_ups
from evaluation.lessons import Told, write_lesson
from evaluation.models import Evaluation, FollowUp, Lesson, Measurement, SuccessCriterion
from funding.models import FundingGuideline, FundingSource, YearFrame
from funding.money import spend
from initiatives.models import (
    BoardSeat,
    Closing,
    Department,
    HistoryEntry,
    Initiative,
    LogSeal,
    MainAgreement,
    Partner,
    PhysicalProject,
    PolicyVersion,
    StrategicAgreement,
    Succession,
)
from initiatives.route import write_default_route
from initiatives.seals import seal
from tests.doors import said
from tests.factories import (
    calculate_evictions,
    close_case,
    count_evictions,
    in_days,
    make_activity,
    make_administrator,
    make_board_member,
    make_department,
    make_meeting,
    make_organisation,
    make_partner,
    make_policy,
    make_service,
    make_staff,
    make_story,
    running_case,
)

pytestmark = pytest.mark.django_db

OURS = [model for model in admin.site._registry if model._meta.app_label not in ("accounts", "admin")]
TOLD = Told(
    title="Børn lærer bedst sammen",
    verdict=Lesson.Verdict.WORKED,
    problem="Børn havde ingen ro til lektier.",
    what_was_done="En café to dage om ugen.",
    what_happened="De store børn hjælper de små.",
    again=Lesson.Again.values[0],
    cost=Lesson.Cost.UNDER_25,
    ground=Lesson.Ground.OWN_FIGURES,
)
FORBIDDEN = ("påkrævet", "ugyldig", "Udfyld feltet", "This field", "venligst")


@pytest.fixture
def ada(client):
    person = make_administrator()
    client.force_login(person)
    return person


def address(model, page: str = "changelist", *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def fill(model, count: int) -> None:
    """At least `count` rows of a table, each with what its row in the list shows."""
    make_policy()
    write_default_route()
    for number in range(count):
        case = running_case(by=make_staff())
        department = case.departments.first()
        make_activity(department)
        make_service(department)
        count_evictions(department, by=case.responsible, evictions=12)
        calculate_evictions(department, by=case.responsible)
        make_story(department, title=f"Historie {case.pk}", published=True)
        make_meeting(held_in=30 + case.pk)
        project = PhysicalProject.objects.create(
            name="Nye altaner", starts_on=dt.date(2010, 1, 1), ends_on=dt.date(2011, 1, 1)
        )
        project.departments.set([department, make_department()])
        criterion = case.criteria.first()
        Measurement.objects.create(
            criterion=criterion,
            value=20,
            measured_on=in_days(-number),
            recorded_by=case.responsible,
            recorded_at=timezone.now(),
        )
        Evaluation.objects.create(
            initiative=case, department=department, due_on=in_days(20), opens_on=in_days(6)
        )
        make_organisation(f"Organisation {model.__name__} {case.pk}")
        if model is Lesson:
            write_lesson(case, told=TOLD, share=True, by=case.responsible)
        if model in (Closing, FollowUp):
            close_case(case)
            ensure_follow_ups()
        if model is LogSeal:
            seal(in_days(number))
        FundingGuideline.objects.create(title="Retning", adopted_by="OB", in_force_from=in_days(-case.pk))
        YearFrame.objects.create(source=case.funding_lines.first().source, year=2000 + case.pk, amount=1000)
        spend(
            case, amount=Decimal(5), on=in_days(0), category="staff", by=case.responsible, key=f"k{case.pk}"
        )
        MainAgreement.objects.create(title="Hovedaftale", municipality="Kommune", state="draft")
        StrategicAgreement.objects.create(title="Aftale", initiative=case, state="draft")
        Succession.objects.create(before=case, after=running_case(by=case.responsible), how="continues")


# --- Desks ----------------------------------------------------------------------------------
def test_the_front_page_has_every_desk_in_its_order(client, ada):
    page = client.get("/administration/").content.decode()
    names = [str(name) for name, _models in DESKS]
    found = re.findall(r"<caption>(.*?)</caption>", page)
    assert found == names
    assert "Administration – Sociale indsatser i AAB" in page
    shown = {model for _name, models in DESKS for model in models}
    hidden = {"initiatives.Requirement"}  # reached from its version
    assert {model._meta.label for model in admin.site._registry} == shown | hidden


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_every_list_and_every_row_opens_in_plain_danish(client, ada, model):
    fill(model, 1)
    row = model.objects.first()
    assert row is not None
    for path in (address(model), address(model, "change", row.pk)):
        answer = client.get(path)
        assert answer.status_code == 200, path
        text = answer.content.decode()
        assert not [word for word in FORBIDDEN if word in text]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_a_list_asks_the_database_as_often_for_many_rows_as_for_one(client, ada, model):
    fill(model, 1)
    few = _queries(client, address(model))
    fill(model, 3)
    assert _queries(client, address(model)) == few


def _queries(client, path: str) -> int:
    client.get(path)  # what is read once per process, such as content types
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(path).status_code == 200
    return len(found)


@pytest.mark.parametrize(
    "model",
    [Initiative, HistoryEntry, LogSeal, SuccessCriterion, Evaluation, Closing, LogEntry],
    ids=lambda model: model.__name__,
)
def test_what_the_portal_writes_can_only_be_read_here(client, ada, model):
    fill(model, 1)
    if model is LogEntry:
        contacts = {"contacts-TOTAL_FORMS": "0", "contacts-INITIAL_FORMS": "0"}
        client.post(address(Partner, "add"), {"name": "Klubben", "kind": "voluntary", **contacts})
    row = model.objects.first()
    assert client.get(address(model, "add")).status_code == 403
    assert client.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert client.post(address(model, "change", row.pk), {}).status_code == 403
    assert 'name="_save"' not in client.get(address(model, "change", row.pk)).content.decode()


def test_a_case_links_to_its_page_in_the_portal(client, ada):
    case = running_case()
    page = client.get(address(Initiative, "change", case.pk)).content.decode()
    assert f'href="{case.get_absolute_url()}"' in page
    assert "Se i portalen" in page


def test_only_administrators_get_in(client):
    make_policy()
    paths = [address(model) for model in OURS]
    paths += [reverse("admin:initiatives_department_import")]
    paths += [
        reverse(f"admin:initiatives_policyversion_{page}", args=[PolicyVersion.objects.get().pk])
        for page in ("publish", "text", "copy")
    ]
    for person in (make_staff(), make_board_member()):
        client.force_login(person)
        assert {client.get(path).status_code for path in paths} <= {403}
    client.logout()
    assert {client.get(path).status_code for path in paths} == {302}


# --- What is kept ---------------------------------------------------------------------------
def test_a_department_says_how_much_it_touches_and_cannot_be_deleted_while_used(client, ada):
    case = running_case()
    department = case.departments.first()
    page = client.get(address(Department, "change", department.pk)).content.decode()
    assert "1 indsats, der er i gang eller på vej, er i afdelingen." in page
    assert client.post(address(Department, "delete", department.pk), {"post": "yes"}).status_code == 403
    unused = make_department("199")
    client.post(address(Department, "delete", unused.pk), {"post": "yes"})
    assert not Department.objects.filter(pk=unused.pk).exists()


def test_a_board_seat_is_ended_on_the_departments_page_and_never_deleted(client, ada):
    department = make_department("58")
    karen = make_board_member(department)
    seat = karen.board_seats.get()
    answer = client.post(
        address(Department, "change", department.pk),
        {
            "organisation": department.organisation_id,
            "number": "58",
            "has_board": "unknown",
            "board_seats-TOTAL_FORMS": 1,
            "board_seats-INITIAL_FORMS": 1,
            "board_seats-0-id": seat.pk,
            "board_seats-0-department": department.pk,
            "board_seats-0-person": karen.pk,
            "board_seats-0-office": "member",
            "board_seats-0-from_on": "01.01.2020",
            "board_seats-0-until_on": "31.05.2021",
            "board_seats-0-DELETE": "on",
        },
    )
    assert answer.status_code == 302, answer.context["errors"]
    seat.refresh_from_db()
    assert seat.until_on == dt.date(2021, 5, 31)
    assert client.post(address(BoardSeat, "delete", seat.pk), {"post": "yes"}).status_code == 403


def test_an_empty_field_is_asked_for_in_plain_words(client, ada):
    answer = client.post(address(Partner, "add"), {"name": "", "kind": ""})
    page = answer.content.decode()
    assert "Skriv navn." in page
    assert "Vælg slags." in page
    assert "<title>Fejl: " in page


def test_two_departments_of_one_number_are_refused_with_a_sentence(client, ada):
    department = make_department("58")
    answer = client.post(
        address(Department, "add"),
        {
            "organisation": department.organisation_id,
            "number": "58",
            "has_board": "true",
            "board_seats-TOTAL_FORMS": 0,
            "board_seats-INITIAL_FORMS": 0,
        },
    )
    assert "Boligorganisationen har allerede en afdeling med det nummer." in answer.content.decode()


# --- Importing departments ------------------------------------------------------------------
IMPORT = "/administration/initiatives/department/indlaes/"
HEADINGS = "nummer;navn;boligorganisation;boliger\n"


def look_at(client, text: str):
    file = SimpleUploadedFile("afdelinger.csv", (HEADINGS + text).encode())
    return client.post(IMPORT, {"file": file})


def test_an_import_is_looked_at_before_it_is_stored(client, ada):
    make_department("58", name="Mimerskvarteret")
    make_department("5", name="Gården")
    answer = look_at(client, "58;Mimers;AAB;\n5;Gården;AAB;\n7;<b>Nyt</b>;AAB;12\nVold;;fsb;\n")
    page = answer.content.decode()
    assert "Filen er i orden: 2 nye, 1 ændrede, 1 uændrede. Intet er gemt endnu." in page
    assert "Nye boligorganisationer: fsb." in page
    assert "navn: Mimerskvarteret → Mimers" in page
    assert Department.objects.count() == 2

    answer = client.post(IMPORT, {"checked": answer.context["checked"]}, follow=True)
    assert said(answer) == ["Afdelingerne er læst ind: 2 nye, 1 ændrede, 1 uændrede."]
    assert Department.objects.get(number="7").name == "<b>Nyt</b>"
    assert "<b>Nyt</b>" not in client.get(address(Department)).content.decode()
    assert LogEntry.objects.filter(user=ada, change_message="Læst ind fra fil.").count() == 3


def test_faults_are_shown_and_there_is_nothing_to_confirm(client, ada):
    answer = look_at(client, "58;;AAB;tolv\n;;AAB;\n59;;AAB;3\n")
    page = answer.content.decode()
    assert "Der er 2 ting, der skal rettes i filen" in page
    assert "Linje 2, kolonnen boliger: Der står &quot;tolv&quot;." in page
    assert "Linje 3, kolonnen nummer: Skriv afdelingens nummer eller navn." in page
    assert 'name="checked"' not in page
    assert not Department.objects.exists()


def test_a_file_that_changes_nothing_offers_nothing_to_store(client, ada):
    make_department("58")
    page = look_at(client, "58;;AAB;\n").content.decode()
    assert "Der er ikke noget at gemme." in page
    assert 'name="checked"' not in page


def test_what_was_not_looked_at_is_not_stored(client, ada):
    answer = client.post(IMPORT, {"checked": "noget andet"}, follow=True)
    assert said(answer) == ["Vælg filen igen. Det er for længe siden, du så den igennem."]
    checked = look_at(client, "58;;AAB;\n").context["checked"]
    make_department("58")
    answer = client.post(IMPORT, {"checked": checked})
    assert said(answer) == ["Afdelingerne er ændret, mens du læste. Se listen igennem igen."]


@pytest.mark.parametrize(
    ("content", "sentence"), [(None, "Vælg en fil."), (b"", "Filen er tom. Vælg en anden.")]
)
def test_no_file_is_asked_for(client, ada, content, sentence):
    data = {} if content is None else {"file": SimpleUploadedFile("x.csv", content)}
    page = client.post(IMPORT, data).content.decode()
    assert sentence in page
    assert "<title>Fejl: " in page


# --- Money ----------------------------------------------------------------------------------
def test_a_guideline_takes_a_checked_file_and_gives_it_back(client, ada):
    told = {
        "title": "Retningslinjer 2026",
        "adopted_by": "Organisationsbestyrelsen",
        "in_force_from": "01.01.2026",
    }
    bad = client.post(
        address(FundingGuideline, "add"), told | {"upload": SimpleUploadedFile("x.pdf", b"ikke en pdf")}
    )
    assert bad.context["adminform"].form.errors["upload"]
    good = SimpleUploadedFile(
        "retning.pdf", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
    )
    answer = client.post(address(FundingGuideline, "add"), told | {"upload": good})
    assert answer.status_code == 302, answer.context["errors"]
    guideline = FundingGuideline.objects.get()
    file = client.get(reverse("admin:funding_fundingguideline_file", args=[guideline.pk]))
    assert b"".join(file.streaming_content).startswith(b"%PDF")
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert (
        "Retningslinjen gælder nu."
        in client.get(address(FundingGuideline, "change", guideline.pk)).content.decode()
    )


def test_a_source_says_whether_it_is_money_from_outside_and_how_many_use_it(client, ada):
    running_case()
    source = FundingSource.objects.get(name="AAB")
    page = client.get(address(FundingSource, "change", source.pk)).content.decode()
    assert "1 indsats får penge fra kilden." in page


def test_a_partner_in_use_says_so_and_stays(client, ada):
    case = running_case()
    partner = case.partnerships.first().partner
    page = client.get(address(Partner, "change", partner.pk)).content.decode()
    assert "Partneren er med i 1 indsats." in page
    assert client.post(address(Partner, "delete", partner.pk), {"post": "yes"}).status_code == 403
    unused = make_partner()
    assert client.post(address(Partner, "delete", unused.pk), {"post": "yes"}).status_code == 302
