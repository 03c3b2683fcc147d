"""A board asks for help: it has an owner, a state and days, and can become a draft in one step."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Employment, OutgoingMail
from initiatives.departments import advice as acts
from initiatives.departments.todo import waiting_for
from initiatives.mails.advice import prepare_answered, prepare_asked
from initiatives.models import AdviceRequest, Initiative
from initiatives.workflow import Refused
from tests import factories

pytestmark = pytest.mark.django_db

WORDS = "Vi vil gerne have flere til at komme på afdelingsmødet."


@pytest.fixture
def d58(mette):
    factories.make_policy()
    return factories.make_department("58", consultant=mette)


@pytest.fixture
def karen(d58):
    return factories.make_board_member(d58, "Karen Juhl", phone="00 00 00 00")


@pytest.fixture
def asked(d58, karen):
    return acts.ask_for_help(d58, topic="residents", text=WORDS, by=karen)


def titles(user) -> list[str]:
    return [task.title for task in waiting_for(user, factories.today())]


def test_a_board_asks_in_two_answers_and_its_consultant_hears(client, d58, karen, mette):
    client.force_login(karen)
    address = reverse("initiatives:help_wanted", args=["58"])
    assert sorted(client.post(address, {"topic": ""}).context["form"].errors) == ["text", "topic"]
    for _press in range(2):
        client.post(address, {"topic": "residents", "text": WORDS})
    request = AdviceRequest.objects.get()
    assert (request.department, request.asked_by, request.status, request.days) == (d58, karen, "new", 0)
    mail = OutgoingMail.objects.get(kind="advice_asked")
    assert (mail.recipient, prepare_asked(mail).subject) == (mette, "Afdeling 58 beder om hjælp")
    assert titles(mette) == ["Hjælp bestyrelsen i Afdeling 58"]
    assert [row.text for row in client.get(address).context["asked"]] == [WORDS]


def test_without_a_consultant_the_leader_hears(d58, karen):
    lars = factories.make_staff("Lars Krogh", employment=Employment.LEADER)
    d58.consultant = None
    d58.save()
    acts.ask_for_help(d58, topic="money", text=WORDS, by=karen)
    assert OutgoingMail.objects.get(kind="advice_asked").recipient == lars
    assert titles(lars) == ["Hjælp bestyrelsen i Afdeling 58"]


def test_the_inbox_shows_owner_state_and_days(client, asked, mette):
    AdviceRequest.objects.update(asked_at=timezone.now() - dt.timedelta(days=9))
    jonas = factories.make_staff("Jonas Bech")
    client.force_login(jonas)
    client.post(reverse("initiatives:advice", args=[asked.pk]), {"act": "take"})
    (row,) = client.get(reverse("initiatives:advice_inbox")).context["waiting"]
    assert (row.owner, row.status, row.days) == (jonas, "taken", 9)
    assert (titles(mette), titles(jonas)) == ([], ["Hjælp bestyrelsen i Afdeling 58"])
    assert acts.take(asked, by=jonas) is False


def test_an_answer_goes_back_to_the_one_who_asked(client, asked, mette, karen):
    client.force_login(mette)
    address = reverse("initiatives:advice", args=[asked.pk])
    assert client.post(address, {"act": "answer", "text": ""}).context["form"].errors == {
        "text": ["Skriv, hvad I fandt ud af"]
    }
    client.post(address, {"act": "answer", "text": "Vi kommer på torsdag."})
    asked.refresh_from_db()
    assert (asked.status, asked.answer, asked.owner) == ("closed", "Vi kommer på torsdag.", mette)
    letter = prepare_answered(OutgoingMail.objects.get(kind="advice_answered", recipient=karen))
    assert "Her er svaret: Vi kommer på torsdag." in letter.lines_before
    with pytest.raises(Refused, match="Der er svaret"):
        acts.answer(asked, text="Igen", by=mette)


def test_one_press_makes_a_draft_with_the_boards_own_words(client, asked, mette, d58):
    client.force_login(mette)
    for _press in range(2):
        response = client.post(reverse("initiatives:advice", args=[asked.pk]), {"act": "initiative"})
    draft = Initiative.objects.get()
    assert response.url == reverse("initiatives:edit", args=[draft.pk])
    assert (draft.name, draft.summary, list(draft.departments.all())) == (
        "Få beboerne med: Afdeling 58",
        WORDS,
        [d58],
    )
    asked.refresh_from_db()
    assert (asked.initiative, asked.status) == (draft, "closed")


def test_other_boards_neither_see_nor_ask(client, asked):
    client.force_login(factories.make_board_member(factories.make_department("33"), "Vibeke Riis"))
    assert client.get(reverse("initiatives:help_wanted", args=["58"])).status_code == 404
    assert client.get(reverse("initiatives:advice", args=[asked.pk])).status_code == 404
    assert client.get(reverse("initiatives:advice_inbox")).url == "/afdelinger/33/hjaelp/"


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"text": ""}, "advice_request_has_words"),
        ({"closed_at": timezone.now()}, "closed_advice_has_an_answer_or_an_initiative"),
    ],
)
def test_the_database_refuses_what_cannot_be(asked, fields, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        AdviceRequest.objects.update(**fields)
