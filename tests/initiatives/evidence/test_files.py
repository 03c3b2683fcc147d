"""Files that prove a point: stored whole or not at all, never overwritten, handed out to those who may have them."""

import pytest
from django.core.files.storage import FileSystemStorage
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from accounts import uploads
from initiatives import evidence, workflow
from initiatives.evidence import (
    remove_evidence,
    restore_evidence,
    store_evidence,
)
from initiatives.models import Evidence, HistoryEntry
from initiatives.residents import ask_boards
from initiatives.workflow import Refused
from tests import factories

from .world import checked, fetch, files_on_disk, pdf, status

pytestmark = pytest.mark.django_db


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
