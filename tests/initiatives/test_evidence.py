"""Files that prove a point: stored whole or not at all, handed out only to those who may have them."""

import hashlib
import io
import os

import pytest
import time_machine
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.formats import date_format
from PIL import Image

from accounts import uploads
from initiatives import case_file, evidence, workflow
from initiatives.answers import write_explanation
from initiatives.checklist import Case, assess, case_of, outdated_files
from initiatives.checklist_rows import rows_as_decided
from initiatives.evidence import (
    prove_points,
    remove_evidence,
    replace_evidence,
    restore_evidence,
    store_evidence,
)
from initiatives.history import preparers_of
from initiatives.models import Evidence, EvidencePoint, HistoryEntry, Initiative
from initiatives.preload import preload
from initiatives.residents import ask_boards
from initiatives.workflow import Refused
from tests import factories

pytestmark = pytest.mark.django_db


def picture(name: str = "Referat fra mødet.jpg") -> SimpleUploadedFile:
    target = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(target, "JPEG")
    return SimpleUploadedFile(name, target.getvalue(), content_type="image/jpeg")


def checked(name: str = "Referat fra mødet.jpg") -> uploads.CheckedUpload:
    return uploads.check(picture(name))


def files_on_disk(settings) -> list[str]:
    found = []
    for folder, _folders, names in os.walk(settings.MEDIA_ROOT):
        found += [os.path.join(folder, name) for name in names]
    return found


@pytest.fixture
def mette():
    return factories.make_staff("Mette Holm")


@pytest.fixture
def d58():
    return factories.make_department("58")


@pytest.fixture
def karen(d58):
    return factories.make_board_member(d58, "Karen Juhl")


@pytest.fixture
def amir():
    return factories.make_board_member(factories.make_department("52"), "Amir Said")


@pytest.fixture
def draft(mette, d58, karen, amir):
    factories.make_policy()
    return factories.make_initiative(by=mette, departments=[d58, factories.make_department("52")])


@pytest.fixture
def minutes(draft, mette, d58):
    """The minutes of Afdeling 58's meeting."""
    return store_evidence(draft, requirement_key="1.1", upload=checked(), by=mette, department=d58)


@pytest.fixture
def contract(draft, mette):
    """A file about the case as a whole."""
    return store_evidence(draft, requirement_key="5.2", upload=checked("kontrakt.jpg"), by=mette)


def fetch(person, file):
    browser = Client()
    if person:
        browser.force_login(person)
    return browser.get(reverse("initiatives:evidence", args=[file.pk]))


def status(person, file) -> int:
    answer = fetch(person, file)
    if answer.streaming:
        b"".join(answer.streaming_content)  # read to its end, the file is closed
    return answer.status_code


def test_a_stored_file_says_who_when_what_and_its_fingerprint(minutes, mette, settings):
    assert (minutes.name, minutes.content_type, minutes.uploaded_by) == (
        "Referat fra mødet.jpg",
        "image/jpeg",
        mette,
    )
    assert len(minutes.sha256) == 64
    assert len(files_on_disk(settings)) == 1
    assert "Referat" not in files_on_disk(settings)[0]  # its name on the disk gives nothing away
    entry = HistoryEntry.objects.get(kind="evidence_added")
    assert (entry.text, entry.prepares) == ("Lagde filen Referat fra mødet.jpg ind", True)


def test_a_row_that_does_not_come_through_leaves_no_file(draft, mette, settings, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("the row")

    monkeypatch.setattr(evidence, "record", broken)
    with pytest.raises(RuntimeError):
        store_evidence(draft, requirement_key="5.2", upload=checked(), by=mette)
    assert files_on_disk(settings) == []
    assert not Evidence.objects.exists()


def test_a_disk_that_is_full_leaves_no_row_and_no_half_file(draft, mette, settings, monkeypatch):
    real = FileSystemStorage._save

    def full(storage, name, content):
        real(storage, name, uploads.ContentFile(b""))
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", full)
    with pytest.raises(OSError, match="No space"):
        store_evidence(draft, requirement_key="5.2", upload=checked(), by=mette)
    assert files_on_disk(settings) == []
    assert not Evidence.objects.exists()


def test_the_file_comes_as_a_download_that_can_do_nothing(minutes, mette):
    answer = fetch(mette, minutes)
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content)[:3] == b"\xff\xd8\xff"
    headers = answer.headers
    assert headers["Content-Disposition"] == "attachment; filename*=utf-8''Referat%20fra%20m%C3%B8det.jpg"
    assert headers["Content-Type"] == "image/jpeg"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "no-store" in headers["Cache-Control"]


def test_who_may_fetch_a_departments_file(minutes, draft, mette, karen, amir, d58):
    foreign = factories.make_board_member(factories.make_department("33"), "Vibeke Riis")
    former = factories.make_board_member(d58, "Inge Toft", until_on=factories.in_days(-1))
    decider = factories.make_decider()
    nobody = factories.make_user("Nils Nielsen")
    factories.ask_board(draft, d58, by=mette)
    assert [status(person, minutes) for person in (mette, karen)] == [200, 200]
    for person in (amir, foreign, former, decider, nobody):
        assert status(person, minutes) == 404, person
    assert status(None, minutes) == 302
    missing = Client()
    missing.force_login(amir)
    assert missing.get(reverse("initiatives:evidence", args=[999_999])).status_code == 404


def test_a_file_about_the_whole_case_is_for_the_boards_that_were_asked(
    contract, draft, mette, karen, amir, d58
):
    assert [status(person, contract) for person in (karen, amir)] == [404, 404]
    ask_boards(draft, departments=[d58], deadline_on=factories.in_days(9), by=mette)
    assert [status(person, contract) for person in (karen, amir)] == [200, 404]


def test_deciders_fetch_every_file_once_the_case_was_sent(mette):
    case = factories.complete_case(by=mette)
    department = case.departments.get()
    minutes = store_evidence(case, requirement_key="1.1", upload=checked(), by=mette, department=department)
    factories.make_body("leader")
    decider = factories.make_decider()
    assert status(decider, minutes) == 404
    workflow.submit(case, by=mette)
    assert status(decider, minutes) == 200


def test_a_removed_file_is_for_staff_alone_and_can_be_put_back(minutes, mette, karen, settings):
    factories.ask_board(minutes.initiative, minutes.department, by=mette)
    assert remove_evidence(minutes, by=mette)
    assert not remove_evidence(minutes, by=mette)
    assert [status(person, minutes) for person in (mette, karen)] == [200, 404]
    assert len(files_on_disk(settings)) == 1
    assert restore_evidence(minutes, by=mette)
    assert not restore_evidence(minutes, by=mette)
    assert status(karen, minutes) == 200
    assert HistoryEntry.objects.filter(kind__startswith="evidence_").count() == 3


def test_a_file_is_put_back_within_thirty_days(minutes, mette):
    remove_evidence(minutes, by=mette)
    Evidence.objects.update(removed_at=factories.timezone.now() - factories.dt.timedelta(days=31))
    with pytest.raises(Refused, match="mere end 30 dage siden"):
        restore_evidence(minutes, by=mette)


def test_a_case_that_lies_to_be_decided_keeps_its_files(mette):
    case = factories.complete_case(by=mette)
    file = store_evidence(case, requirement_key="5.2", upload=checked(), by=mette)
    factories.make_body("leader")
    factories.make_body()
    workflow.submit(case, by=mette)
    for change in (
        lambda: remove_evidence(file, by=mette),
        lambda: store_evidence(case, requirement_key="5.2", upload=checked(), by=mette),
    ):
        with pytest.raises(Refused, match="sendt til godkendelse"):
            change()
    assert Evidence.objects.present().count() == 1


# --- The page (L8) ----------------------------------------------------------------------------
def test_the_page_lists_adds_removes_and_puts_back(client, draft, mette, d58):
    client.force_login(mette)
    url = reverse("initiatives:files", args=[draft.pk])
    assert "Ingen filer endnu." in client.get(url).content.decode()
    typed = {
        "requirement_key": "1.1",
        "department": d58.pk,
        "upload": picture("referat.jpg"),
        "looked_through": "on",
    }
    html = client.post(url, typed, follow=True).content.decode()
    file = Evidence.objects.get()
    for words in ("referat.jpg er lagt ind.", "Beboernes beslutning, Afdeling 58", "Mette Holm"):
        assert words in html
    mark = reverse("initiatives:evidence_mark", args=[file.pk])
    html = client.post(mark, follow=True).content.decode()
    assert "1 fjernet fil" in html
    html = client.post(mark, {"undo": "1"}, follow=True).content.decode()
    assert "1 fjernet fil" not in html


def test_a_failed_try_says_what_to_do_and_keeps_the_file(client, draft, mette):
    client.force_login(mette)
    url = reverse("initiatives:files", args=[draft.pk])
    html = client.post(url, {"upload": picture("referat.jpg")}).content.decode()
    assert "Vælg det punkt, filen hører til" in html
    assert "Du har valgt referat.jpg. Vi har den stadig." in html
    assert not Evidence.objects.exists()


def test_a_department_outside_the_case_cannot_be_chosen(client, draft, mette):
    client.force_login(mette)
    other = factories.make_department("33")
    typed = {"requirement_key": "1.1", "department": other.pk, "upload": picture()}
    assert client.post(reverse("initiatives:files", args=[draft.pk]), typed).status_code == 200
    assert not Evidence.objects.exists()


def test_boards_read_and_change_nothing(client, minutes, contract, draft, mette, karen, d58):
    ask_boards(draft, departments=[d58], deadline_on=factories.in_days(9), by=mette)
    client.force_login(karen)
    url = reverse("initiatives:files", args=[draft.pk])
    html = client.get(url).content.decode()
    assert "kontrakt.jpg" in html
    assert "Læg en fil ind" not in html
    assert client.post(url, {"requirement_key": "1.1", "upload": picture()}).status_code == 403
    assert client.post(reverse("initiatives:evidence_mark", args=[minutes.pk])).status_code == 403


def test_a_board_sees_no_file_of_another_department(client, minutes, draft, mette, amir):
    ask_boards(
        draft, departments=[factories.make_department("52")], deadline_on=factories.in_days(9), by=mette
    )
    client.force_login(amir)
    assert minutes.name not in client.get(reverse("initiatives:files", args=[draft.pk])).content.decode()


def test_the_page_costs_the_same_however_many_files(client, draft, mette):
    client.force_login(mette)
    url = reverse("initiatives:files", args=[draft.pk])
    counts = []
    for number in (1, 2, 6):
        for _file in range(number):
            store_evidence(draft, requirement_key="5.2", upload=checked(), by=mette)
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        counts.append(len(queries))
    assert len(set(counts)) == 1, counts
    assert counts[0] <= 20


def test_an_administrator_who_adds_a_file_has_prepared_the_case(draft):
    ada = factories.make_administrator()
    store_evidence(draft, requirement_key="5.2", upload=checked(), by=ada)
    assert ada.pk in preparers_of(draft)


def test_the_page_of_a_point_names_no_file_of_another_board(client, mette, d58, karen, amir):
    d52 = amir.board_seats.get().department
    case = factories.make_initiative(by=mette, departments=[d52, d58])
    for department in (d52, d58):
        factories.ask_board(case, department, by=mette)
    store_evidence(case, requirement_key="1.3", upload=checked("Kun for 58.jpg"), by=mette, department=d58)
    store_evidence(case, requirement_key="1.3", upload=checked("For alle.jpg"), by=mette)
    url = reverse("initiatives:point", args=[case.pk, "1.3"])
    seen = {}
    for person in (mette, karen, amir):
        client.force_login(person)
        page = client.get(url).text
        seen[person] = ("Kun for 58" in page, "For alle" in page)
    assert seen == {mette: (True, True), karen: (True, True), amir: (False, True)}


def test_a_board_does_not_fetch_its_own_file_from_a_draft_it_was_not_asked_about(
    minutes, draft, mette, karen
):
    assert status(karen, minutes) == 404
    factories.ask_board(draft, minutes.department, by=mette)
    assert status(karen, minutes) == 200


def test_the_page_of_a_case_counts_the_files_its_reader_may_fetch(draft, mette, amir, minutes, contract):
    factories.ask_board(draft, factories.make_department("52"), by=mette)
    for person, files in ((amir, 1), (mette, 2)):
        browser = Client()
        browser.force_login(person)
        assert browser.get(draft.get_absolute_url()).context["counts"]["files"] == files


# --- Versions, points and last days -----------------------------------------------------------
def pdf(words: str = "Aftale") -> uploads.CheckedUpload:
    return uploads.CheckedUpload(
        name=f"{words}.pdf",
        content=words.encode(),
        content_type="application/pdf",
        size=len(words),
        sha256=hashlib.sha256(words.encode()).hexdigest(),
    )


def about(file) -> str:
    return reverse("initiatives:evidence_about", args=[file.pk])


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


WRITES = {
    "the file": "UPDATE initiatives_evidence SET file = 'evidence/andet.pdf'",
    "the fingerprint": f"UPDATE initiatives_evidence SET sha256 = '{'f' * 64}'",
    "the last day": "UPDATE initiatives_evidence SET valid_until = '2099-01-01'",
    "who": "UPDATE initiatives_evidence SET uploaded_by_id = uploaded_by_id + 1",
    "the point": "UPDATE initiatives_evidence SET requirement_key = '6.1'",
    "the row": "DELETE FROM initiatives_evidence",
    "what it also proves": "UPDATE initiatives_evidencepoint SET requirement_key = '6.1'",
    "that it also proved it": "DELETE FROM initiatives_evidencepoint",
}


@pytest.mark.parametrize("name", WRITES)
def test_the_database_refuses_to_overwrite_a_file(draft, mette, name):
    store_evidence(draft, requirement_key="5.1", upload=pdf(), by=mette, also=["1.3"])
    connection.check_constraints()
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(WRITES[name])


def test_a_link_is_kept_named_and_followed(client, draft, mette):
    client.force_login(mette)
    url = reverse("initiatives:files", args=[draft.pk])
    client.post(url, {"requirement_key": "5.1", "link": "www.aab.dk/referat/"})
    link = Evidence.objects.get()
    assert (link.name, link.link, link.file.name) == (
        "aab.dk/referat",
        "https://www.aab.dk/referat/",
        "",
    )
    assert link.sha256 == hashlib.sha256(b"https://www.aab.dk/referat/").hexdigest()
    answer = fetch(mette, link)
    assert (answer.status_code, answer.url) == (302, "https://www.aab.dk/referat/")
    assert status(factories.make_user("Nils Nielsen"), link) == 404


FAULTS = {
    "neither": ({}, "Vælg en fil, eller skriv et link"),
    "no address": ({"link": "referatet ligger hos Per"}, "Skriv et link, for eksempel"),
    "a script": ({"link": "javascript:alert(1)"}, "Skriv et link, for eksempel"),
    "a number": ({"link": "https://aab.dk/010190-1234"}, "CPR-nummer"),
    "a name that is a number": ({"link": "https://aab.dk/x", "link_name": "010190-1234"}, "CPR-nummer"),
    "a day gone by": (
        {
            "link": "https://aab.dk/x",
            "valid_until_day": "1",
            "valid_until_month": "2",
            "valid_until_year": "2020",
        },
        "Gælder til og med",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_is_wrong_is_said_and_nothing_is_kept(client, draft, mette, name):
    typed, words = FAULTS[name]
    client.force_login(mette)
    url = reverse("initiatives:files", args=[draft.pk])
    answer = client.post(url, {"requirement_key": "5.1", **typed})
    assert answer.status_code == 200
    assert words in answer.text
    assert not Evidence.objects.exists()


def test_both_a_file_and_a_link_are_one_too_many(client, draft, mette):
    client.force_login(mette)
    typed = {
        "upload": picture(),
        "link": "https://aab.dk/x",
        "requirement_key": "5.1",
        "looked_through": "on",
    }
    page = client.post(reverse("initiatives:files", args=[draft.pk]), typed).text
    assert "Vælg enten en fil eller et link. Tag det ene væk" in page
    assert not Evidence.objects.exists()


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
