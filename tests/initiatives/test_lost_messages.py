"""Somebody asks to join, and the mail reaches nobody: a task for the board and staff until somebody has answered."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import MailReturn, OutgoingMail
from initiatives.departments.todo import waiting_for
from initiatives.joining import ask_to_join, lost_requests, pass_on_again, receivers_of, settle
from initiatives.models import DepartmentEntry, JoinRequest
from initiatives.workflow import Refused
from tests import factories

pytestmark = pytest.mark.django_db
WROTE = {"name": "Ali", "contact": "ali@example.dk", "message": "Jeg kan skrælle gulerødder."}


@pytest.fixture
def d58(mette):
    return factories.make_department("58", consultant=mette)


@pytest.fixture
def knitting(d58, karen):
    return factories.make_activity(d58, contact=karen, is_public=True, reviewed_on=factories.today())


def wrote(activity) -> JoinRequest:
    return ask_to_join(activity, **WROTE)


FIELDS = {
    "planned": {},
    "transmitting": {"token": "t", "lease_until": timezone.now()},
    "sent": {"sent_at": timezone.now()},
    "failed": {"last_error": "Ingen forbindelse."},
    "unknown": {"last_error": "Ingen forbindelse.", "token": "t", "lease_until": timezone.now()},
    "cancelled": {"cancelled_reason": "Modtageren er væk."},
}


def ends(status: str, *, of=None, returned: bool = False) -> None:
    """Every mail ends like this, or those to one person."""
    mails = OutgoingMail.objects.all() if of is None else OutgoingMail.objects.filter(recipient=of)
    mails.update(**{"status": status, "sent_at": None} | FIELDS[status])
    for mail in mails if returned else ():
        address = mail.recipient.email.lower()
        MailReturn.objects.create(mail=mail, address=address, code="5.1.1", heard="report")
        type(mail.recipient).objects.filter(pk=mail.recipient_id).update(
            returned_address=address, returned_at=timezone.now()
        )


def titles(person) -> list[str]:
    return [task.title for task in waiting_for(person, factories.today())]


LOST = "En vil være med i Strikkeklubben. Mailen kom ikke frem"


@pytest.mark.parametrize(
    ("status", "returned", "lost"),
    [
        ("planned", False, False),
        ("transmitting", False, False),
        ("sent", False, False),
        ("sent", True, True),
        ("failed", False, True),
        ("unknown", False, True),
        ("cancelled", False, True),
    ],
)
def test_only_what_reached_nobody_is_lost(knitting, status, returned, lost):
    request = wrote(knitting)
    ends(status, returned=returned)
    assert list(lost_requests()) == ([request] if lost else [])


def test_one_of_two_who_got_it_is_enough(d58, karen):
    bo = factories.make_board_member(d58, "Bo Lind")
    wrote(factories.make_activity(d58, reviewed_on=factories.today()))
    assert OutgoingMail.objects.count() == 2
    ends("failed", of=bo)
    assert list(lost_requests()) == []
    ends("failed")
    assert lost_requests().count() == 1


def test_it_is_a_task_for_the_board_and_its_consultant_alone(mette, d58, karen, knitting):
    leader = factories.make_staff("Lars Krogh", employment="leader")
    vibeke = factories.make_board_member(factories.make_department("33"), "Vibeke Riis")
    wrote(knitting)
    ends("sent", returned=True)
    assert [titles(person) for person in (karen, mette, vibeke, leader)] == [[LOST], [LOST], [], []]
    d58.consultant = None
    d58.save()
    assert [titles(person) for person in (mette, leader)] == [[], [LOST]]


def test_a_dead_address_is_not_written_to_and_the_next_is_asked_to_ring(client, mette, d58, karen, knitting):
    wrote(knitting)
    ends("sent", returned=True)
    assert receivers_of(knitting) == [mette]
    bo = factories.make_board_member(d58, "Bo Lind")
    assert receivers_of(knitting) == [bo]
    type(bo).objects.update(returned_address="", returned_at=None)
    for person in (bo, karen, mette):
        type(bo).objects.filter(pk=person.pk).update(
            returned_address=person.email.lower(), returned_at=timezone.now()
        )
    text = client.get(reverse("initiatives:join_ask", args=[knitting.pk])).content.decode()
    assert "Du kan ikke skrive til dem lige nu." in text
    with pytest.raises(Refused, match="Svar selv den, der skrev"):
        pass_on_again(JoinRequest.objects.get(), by=mette)


def test_the_board_sends_it_again_or_answers(client, d58, karen, knitting):
    bo = factories.make_board_member(d58, "Bo Lind")
    request = wrote(knitting)
    ends("sent", returned=True)
    client.force_login(bo)
    page = reverse("initiatives:activity_message", args=["58", knitting.pk, request.pk])
    text = client.get(page).content.decode()
    assert [word for word in (*WROTE.values(), "får Bo Lind en mail") if word not in text] == []
    assert reverse("initiatives:activity", args=["58", knitting.pk]) + "#div_id_contact" in text
    for _press in range(2):
        client.post(page, {"act": "again"})
    assert [mail.recipient for mail in OutgoingMail.objects.order_by("pk")] == [karen, bo]
    assert list(lost_requests()) == []
    ends("failed")
    assert titles(bo) == [LOST]
    for _press in range(2):
        client.post(page, {"act": "settled"})
    assert titles(bo) == []
    assert "Der er taget hånd om beskeden" in client.get(page).content.decode()
    kinds = DepartmentEntry.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["join_passed_on", "join_settled"]
    assert "Ali" not in "".join(str(entry.text) for entry in DepartmentEntry.objects.all())


def test_another_board_cannot_read_it(client, knitting):
    request = wrote(knitting)
    page = reverse("initiatives:activity_message", args=["58", knitting.pk, request.pk])
    client.force_login(factories.make_board_member(factories.make_department("33"), "Vibeke Riis"))
    assert client.get(page).status_code == 404
    assert client.post(page, {"act": "settled"}).status_code == 404
    settle(request, by=factories.make_staff("Ida Vang"))
    client.logout()
    assert client.get(page).status_code == 302
