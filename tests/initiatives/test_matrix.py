"""All states × all actions × all people: nobody can make a move that is not theirs, or not possible now."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from initiatives import deciding, workflow
from initiatives.models import BodySeat, Deputy, Initiative, RouteStep, Status
from tests import factories as make

from .test_workflow import in_status

pytestmark = pytest.mark.django_db

# What the life of an initiative allows, written down once more and apart from the code.
ALLOWED = {
    "submit": {"draft": "submitted", "returned": "submitted"},
    "approve": {"submitted": "approved"},
    "return": {"submitted": "returned"},
    "decline": {"submitted": "declined"},
    "start": {"approved": "running"},
    "pause": {"running": "paused"},
    "resume": {"paused": "running"},
    "withdraw": {"draft": "withdrawn", "submitted": "withdrawn", "returned": "withdrawn"},
    "close": {"approved": "closed", "running": "closed", "paused": "closed"},
}
DECISIONS = {"approve": "approved", "return": "returned", "decline": "declined"}
STAFF = {"preparer", "colleague", "administrator"}
DECIDERS = {"decider", "deputy"}
MAY = {name: DECIDERS if name in DECISIONS else STAFF for name in ALLOWED}


def people(mette) -> dict:
    """Everybody who might try, by what they are."""
    decider = make.make_decider("Anne Lund")
    deputy = make.make_user("Stine Stedfortræder")
    absent = make.make_decider("Bo Borte")
    Deputy.objects.create(
        body=make.make_body(), person=deputy, for_person=absent, from_on=make.today(), until_on=make.today()
    )
    BodySeat.objects.create(body=make.make_body(), person=mette, from_on=make.LONG_AGO)
    return {
        "preparer": mette,  # who also sits in the body that decides
        "colleague": make.make_staff("Jonas Bech"),
        "administrator": make.make_administrator(),
        "decider": decider,
        "deputy": deputy,
        "inabil decider": make.make_decider("Ib Inabil"),
        "former decider": make.make_decider("Gerda Gammel", until_on=make.in_days(-1)),
        "other body": make.make_decider("Lars Krogh", kind="leader"),
        "own board": make.make_board_member(make.make_department("58"), "Karen Juhl"),
        "other board": make.make_board_member(make.make_department("33"), "Vibeke Riis"),
        "nobody": None,
    }


def act(client: Client, case: Initiative, action: str) -> None:
    """Press for the action as the pages do it, in all steps, whatever the pages answer."""
    version = Initiative.objects.get(pk=case.pk).version
    if action == "submit":
        client.post(reverse("initiatives:send", args=[case.pk]), {"version": version})
    elif action in DECISIONS:
        submission = case.submissions.last()
        if submission is None:
            return
        form = {
            "outcome": DECISIONS[action],
            "amount": "90.000" if action == "approve" else "",
            "words": "Derfor.",
            "points": ["Ø.1"] if action == "return" else [],
            "seen_version": version,
        }
        if client.post(reverse("decide", args=[submission.pk]), form).status_code == 302:
            client.post(reverse("decide_check", args=[submission.pk]))
    elif action == "close":
        client.post(reverse("close", args=[case.pk]), closing_answers(case))
    else:
        client.post(reverse("initiatives:move", args=[case.pk, action]), {"words": "Derfor."})


def closing_answers(case: Initiative) -> dict[str, str]:
    """Every question of the closing answered, so that what is refused is refused for another reason."""
    return {f"goal_{goal.pk}": "41" for goal in case.criteria.all()} | {
        "not_evaluated": "Bestyrelsen er skiftet.",
        "outcome": "stopped_early",
        "stop_reason": "Fonden sagde nej.",
        "verdict": "worked",
        "learnt": "De store børn hjælper gerne de små.",
        "self_sustaining": "no",
        "money_left": "0",
    }


@pytest.mark.parametrize("status", Status.values)
def test_only_the_right_people_make_the_moves_that_exist(status):
    mette = make.make_staff("Mette Holm")
    RouteStep.objects.create(order=1, body=make.make_body())  # one body decides whatever the case
    case = make.complete_case(by=mette) if status == Status.DRAFT else in_status(status, by=mette)
    who = people(mette)
    if status == Status.SUBMITTED:
        deciding.declare_interest(case.submissions.last(), by=who["inabil decider"], words="Min bror.")
    clients: dict[str, Client] = {}
    for name, person in who.items():
        clients[name] = Client(raise_request_exception=False)
        if person is not None:
            clients[name].force_login(person)
    wrong = {}
    for action, moves in ALLOWED.items():
        for name, client in clients.items():
            expected = moves.get(status, status) if name in MAY[action] else status
            after = _tried(lambda client=client, action=action: act(client, case, action), case)
            if after != expected:
                wrong[action, name] = f"{status} → {after}, not {expected}"
    assert wrong == {}


def _tried(press: Callable[[], None], case: Initiative) -> str:
    """The status after the press; the database is then as it was before."""
    before = transaction.savepoint()
    press()
    after = Initiative.objects.values_list("status", flat=True).get(pk=case.pk)
    transaction.savepoint_rollback(before)
    return after


def test_only_those_who_decide_pass_a_case_on_to_the_next_body():
    """The yes of the first of two bodies: the case lies before the second, and nobody else can put it there."""
    mette = make.make_staff("Mette Holm")
    RouteStep.objects.create(order=1, body=make.make_body())
    RouteStep.objects.create(order=2, body=make.make_body("leader"))
    case = in_status(Status.SUBMITTED, by=mette)
    who = people(mette)
    deciding.declare_interest(case.submissions.last(), by=who["inabil decider"], words="Min bror.")
    after = {}
    for name, person in who.items():
        client = Client(raise_request_exception=False)
        if person is not None:
            client.force_login(person)
        before = transaction.savepoint()
        act(client, case, "approve")
        case_now = Initiative.objects.get(pk=case.pk)
        after[name] = case_now.status, case_now.submissions.last().body.kind
        transaction.savepoint_rollback(before)
    there, moved = ("submitted", "organisation_board"), ("submitted", "leader")
    assert after == {name: moved if name in DECIDERS else there for name in who}


@pytest.mark.parametrize("status", Status.values)
def test_a_move_that_does_not_exist_is_refused_by_its_address_with_a_sentence(client, status):
    mette = make.make_staff("Mette Holm")
    case = make.complete_case(by=mette) if status == Status.DRAFT else in_status(status, by=mette)
    client.force_login(make.make_staff("Jonas Bech"))
    silent = {}
    for action in ("start", "pause", "resume", "withdraw", "close"):
        if status in ALLOWED[action]:
            continue
        url = reverse("close", args=[case.pk])
        if action != "close":
            url = reverse("initiatives:move", args=[case.pk, action])
        page = client.post(url, {"words": "Derfor."})
        says_why = page.status_code == 409 and Status(status).label.lower() in page.text
        if not says_why:
            silent[action] = page.status_code
    assert silent == {}


def test_the_moves_of_the_matrix_are_those_of_the_workflow():
    """A move that is added must be added here too; "pass_on" is the yes of a body that is not the last."""
    assert set(workflow.MOVES) == {*ALLOWED, "pass_on"}
