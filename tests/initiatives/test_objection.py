"""What staff write in a board's name the board may object to (K17), and a ballot counts its votes."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import OutgoingMail
from initiatives.checklist import assess
from initiatives.mails.answered import prepare_objection
from initiatives.models import Initiative, ResidentDecision
from initiatives.residents import (
    Answer,
    Delivery,
    answer_for_residents,
    enter_answer_for_board,
    object_to_entry,
)
from initiatives.workflow import Refused
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(mette, karen, d58):
    return factories.complete_case(by=mette, departments=[d58])


def a_yes(**fields) -> Answer:
    return Answer(
        **{"form": "ballot", "held_on": factories.in_days(-10), "result": "yes", "sentence": "Ja."} | fields
    )


@pytest.fixture
def entered(case, mette, d58):
    by_phone = Delivery(channel="phone", received_on=factories.today(), given_by="ejendomskontoret")
    seen = case.resident_decisions.current().get().pk
    return enter_answer_for_board(
        case, department=d58, answer=a_yes(), delivery=by_phone, by=mette, seen=seen
    )


def test_the_board_objects_in_its_own_words_and_the_case_stops(client, case, entered, karen, mette, d58):
    assert assess(Initiative.objects.get(pk=case.pk)).holds is True
    client.force_login(karen)
    receipt = reverse("initiatives:resident_receipt", args=[case.pk, d58.pk])
    address = reverse("initiatives:resident_objection", args=[case.pk, d58.pk])
    assert address in client.get(receipt).content.decode()
    assert client.post(address, {"words": ""}).context["form"].errors == {
        "words": ["Skriv, hvad der er forkert"]
    }
    client.post(address, {"words": "Vi har ikke holdt en afstemning."})
    entered.refresh_from_db()
    assert (entered.objection, entered.objected_by) == ("Vi har ikke holdt en afstemning.", karen)
    point = next(p for p in assess(Initiative.objects.get(pk=case.pk)).points if p.key == "1.1")
    assert point.reasons[0].text.startswith(
        "Bestyrelsen i Afdeling 58 er ikke enig i det svar, AAB har skrevet ind."
    )
    letter = prepare_objection(OutgoingMail.objects.get(kind="resident_decision_objection", recipient=mette))
    assert letter.subject == "Afdeling 58 er ikke enig i svaret"
    client.force_login(mette)
    page = client.get(reverse("initiatives:residents", args=[case.pk])).content.decode()
    assert "Vi har ikke holdt en afstemning." in page


def test_an_objection_is_made_once_and_only_to_what_staff_wrote(case, entered, karen, mette, d58):
    object_to_entry(entered, words="Nej.", by=karen)
    with pytest.raises(Refused, match="Bestyrelsen har gjort indsigelse"):
        object_to_entry(entered, words="Igen.", by=karen)
    own = factories.make_initiative(by=mette, departments=[d58], name="En anden")
    answer = answer_for_residents(factories.ask_board(own, d58, by=mette), answer=a_yes(), by=karen)
    with pytest.raises(Refused, match="Svaret gælder ikke længere"):
        object_to_entry(answer, words="Nej.", by=karen)
    with pytest.raises(IntegrityError, match="objection_is_the_boards"), transaction.atomic():
        ResidentDecision.objects.filter(pk=entered.pk).update(objected_at=None)


def test_nobody_else_objects(client, case, entered, mette, d58):
    address = reverse("initiatives:resident_objection", args=[case.pk, d58.pk])
    client.force_login(factories.make_board_member(factories.make_department("33"), "Vibeke Riis"))
    assert client.post(address, {"words": "Nej."}).status_code == 404
    client.force_login(mette)
    assert client.post(address, {"words": "Nej."}).status_code == 404


def test_a_ballot_may_tell_its_votes_and_nothing_else_has_any(case, karen, mette, d58):
    own = factories.make_initiative(by=mette, departments=[d58], name="Afstemning")
    request = factories.ask_board(own, d58, by=mette)
    decision = answer_for_residents(request, answer=a_yes(votes_yes=41, votes_no=7), by=karen)
    assert (decision.votes_yes, decision.votes_no) == (41, 7)
    with pytest.raises(IntegrityError, match="only_a_ballot_has_votes"), transaction.atomic():
        ResidentDecision.objects.filter(pk=decision.pk).update(form="department_meeting")
