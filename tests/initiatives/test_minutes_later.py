"""The minutes that were to follow: put beside the answer by the board, also after the time to mend it."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from accounts.tasklinks import link_for
from initiatives.models import Evidence, Initiative, ResidentDecision
from initiatives.reminders import minutes_due
from initiatives.residents import TASK, Answer, answer_for_residents, ask_boards
from initiatives.tasklink import describe
from tests import factories

pytestmark = pytest.mark.django_db
WAITS = "Vi mangler referatet"


@pytest.fixture
def karen():
    return factories.make_board_member(factories.make_department("58"), "Karen Juhl")


@pytest.fixture
def answered(karen):
    """Karen answered yes, and the minutes follow."""
    factories.make_policy()
    mette = factories.make_staff("Mette Holm")
    d58 = karen.board_seats.get().department
    draft = factories.make_initiative(by=mette, departments=[d58])
    (request,) = ask_boards(draft, departments=[d58], deadline_on=factories.in_days(21), by=mette)
    yes = Answer(form="department_meeting", held_on=factories.in_days(-9), result="yes", minutes_follow=True)
    return answer_for_residents(request, answer=yes, by=karen)


def url(answered, name="resident_minutes") -> str:
    return reverse(f"initiatives:{name}", args=[answered.initiative_id, answered.department_id])


def photo(name="referat.jpg") -> SimpleUploadedFile:
    target = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(target, "JPEG")
    return SimpleUploadedFile(name, target.getvalue(), content_type="image/jpeg")


def test_the_receipt_asks_for_them_and_they_lie_beside_the_answer(client, answered, karen):
    client.force_login(karen)
    receipt = client.get(url(answered, "resident_receipt")).text
    assert (url(answered) in receipt, "Nu mangler vi kun referatet." in receipt) == (True, True)
    # Five weeks later the answer cannot be mended any more, but its minutes can come.
    ResidentDecision.objects.update(answered_at=timezone.now() - dt.timedelta(days=35))
    assert client.get(url(answered)).status_code == 200
    assert client.post(url(answered), {"upload": photo()}).url == url(answered, "resident_receipt")
    receipt = client.get(url(answered, "resident_receipt")).text
    assert ("Tak. Vi har fået referatet." in receipt, WAITS in receipt) == (True, False)
    minutes = Evidence.objects.get()
    assert (minutes.name, minutes.department, minutes.requirement_key) == (
        "referat.jpg",
        answered.department,
        "1.1",
    )
    assert answered.initiative.history.first().text == "Lagde filen referat.jpg ind"
    assert ResidentDecision.objects.count() == 1
    # A second press finds them there.
    assert client.post(url(answered), {"upload": photo("igen.jpg")}).url == url(answered, "resident_receipt")
    assert Evidence.objects.count() == 1


def test_without_a_file_it_says_what_to_do(client, answered, karen):
    client.force_login(karen)
    page = client.post(url(answered), {})
    assert page.context["form"].errors == {"upload": ["Tag et billede af referatet, eller vælg en fil"]}


def test_who_sent_them_or_wrote_a_sentence_is_asked_for_nothing(client, answered, karen):
    client.force_login(karen)
    ResidentDecision.objects.update(minutes_follow=False, sentence="Alle stemte ja.")
    assert WAITS not in client.get(url(answered, "resident_receipt")).text
    assert client.get(url(answered)).url == url(answered, "resident_receipt")


def test_a_case_before_the_deciders_takes_no_minutes(client, answered, karen):
    client.force_login(karen)
    page = client.get(url(answered))
    assert page.status_code == 200
    Initiative.objects.filter(pk=answered.initiative_id).update(status="withdrawn")
    assert client.post(url(answered), {"upload": photo()}).url == url(answered, "resident_receipt")
    assert (Evidence.objects.count(), WAITS in client.get(url(answered, "resident_receipt")).text) == (
        0,
        False,
    )


def test_the_board_is_reminded_once_after_four_weeks_and_the_link_leads_to_the_page(client, answered, karen):
    def due(days: int) -> list:
        return [(d.kind, d.about, list(d.people)) for d in minutes_due(factories.in_days(days))]

    assert [len(due(days)) for days in (0, 27, 28, 40, 56)] == [0, 0, 1, 1, 0]
    assert due(28) == [("minutes_wanted", answered, [karen])]
    link = link_for(karen, TASK, answered.request_id)
    assert describe(link).answered is not None
    ResidentDecision.objects.update(answered_at=timezone.now() - dt.timedelta(days=28))
    card = describe(link)
    assert (card.title, card.answered, card.answer_path) == (
        "Send referatet for Afdeling 58",
        None,
        url(answered),
    )
    assert client.post(link.path, {"start": "1"}).url == url(answered)
    assert client.post(url(answered), {"upload": photo()}).status_code == 302
    assert (due(0), describe(link).answered is None) == ([], False)


def test_the_receipt_of_a_decided_case_promises_no_answer_to_come(client, answered, karen):
    client.force_login(karen)
    receipt = url(answered, "resident_receipt")
    assert "Du får en mail, når der er svar." in client.get(receipt).text
    Initiative.objects.filter(pk=answered.initiative_id).update(
        status="approved", policy_version=factories.make_policy(), first_submitted_at=timezone.now()
    )
    text = client.get(receipt).text
    assert "AAB har set på sagen. Indsatsen er godkendt." in text
    assert "Du får en mail, når der er svar." not in text


def test_nobody_else_sends_them(client, answered):
    client.force_login(factories.make_staff("Jonas Bech"))
    assert client.get(url(answered)).status_code == 404
    client.force_login(factories.make_board_member(factories.make_department("33"), "Vibeke Riis"))
    assert client.get(url(answered)).status_code == 404
    client.logout()
    assert client.get(url(answered)).status_code == 302
