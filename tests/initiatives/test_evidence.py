"""Files that prove a point: stored whole or not at all, handed out only to those who may have them."""

import io
import os

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from accounts import uploads
from initiatives import evidence, workflow
from initiatives.evidence import remove_evidence, restore_evidence, store_evidence
from initiatives.history import preparers_of
from initiatives.models import Evidence, HistoryEntry
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
