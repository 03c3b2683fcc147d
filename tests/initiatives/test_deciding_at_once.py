"""Two at once, for real: threads with a database connection each, on SQLite and on PostgreSQL.

AAB_RACE_ROUNDS=100 runs every race a hundred times. Each race has its control: the same with the guard
taken away, which must show the fault, so that a race that proves nothing would be seen.
"""

from __future__ import annotations

import os
import threading
from collections import Counter
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import OutgoingMail
from initiatives import deciding, workflow
from initiatives.history import record
from initiatives.models import Decision, HistoryEntry, Initiative, SavedAnswer, Submission
from initiatives.workflow import MOVES, Refused, lock_for_change
from tests import factories as make

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
ROUNDS = int(os.environ.get("AAB_RACE_ROUNDS", "3"))


def at_once(*acts) -> list:
    """Run the acts in threads that begin together; what each gave or raised, in order."""
    gate, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place, act):
        try:
            gate.wait(timeout=30)
            results[place] = act()
        except Exception as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads)
    return results


@pytest.fixture
def sent():
    """A case before the organisationsbestyrelse, and a way to lay it there anew for the next round."""
    submission = make.submitted_case(cost=90_000)

    def again() -> Submission:
        case = Initiative.objects.get(pk=submission.initiative_id)
        last = case.submissions.last()
        Initiative.objects.filter(pk=case.pk).update(status="submitted", version=case.version + 1)
        return Submission.objects.create(
            initiative=Initiative.objects.get(pk=case.pk),
            round=last.round + 1,
            body=last.body,
            policy_version=last.policy_version,
            assessment={},
            submitted_by=last.submitted_by,
            submitted_at=timezone.now(),
        )

    return again


def naive_move(initiative, name, *, by, words="", params=None, seen_version=None, prepares=False, **fields):
    """The move without its guard: whatever the case's status and version are by now, it is written."""
    Initiative.objects.filter(pk=initiative.pk).update(status=MOVES[name].target, **fields)
    record(initiative, by=by, kind=name, sentence=MOVES[name].sentence, params=params, words=words)


@pytest.fixture
def without_guards(monkeypatch):
    def take_away():
        monkeypatch.setattr(deciding, "make_move", naive_move)
        monkeypatch.setattr(workflow, "make_move", naive_move)
        monkeypatch.setattr(deciding, "_who_decides", lambda submission, by: None)
        monkeypatch.setattr(deciding, "take_part", lambda *args, **kwargs: None)
        monkeypatch.setattr(deciding, "keep_version", lambda *args, **kwargs: None)
        monkeypatch.setattr(Decision, "full_clean", lambda self, **kwargs: None)
        monkeypatch.setattr(Decision, "save", lambda self, **kwargs: setattr(self, "pk", 1))

    return take_away


def decisions_told(case_id: int, since: int) -> int:
    kinds = ("approve", "decline")
    return HistoryEntry.objects.filter(initiative=case_id, kind__in=kinds, pk__gt=since).count()


def last_entry() -> int:
    return HistoryEntry.objects.order_by("-pk").values_list("pk", flat=True).first()


def test_of_two_who_decide_at_once_one_decides_and_the_other_is_told(sent, without_guards):
    anne, per = make.make_decider("Anne Lund"), make.make_decider("Per Dahl")

    def race():
        submission, since = sent(), last_entry()
        found = at_once(
            lambda: deciding.decide(submission, outcome="approved", by=anne, amount=Decimal(1)),
            lambda: deciding.decide(
                Submission.objects.get(pk=submission.pk), outcome="declined", by=per, words="Nej"
            ),
        )
        return submission, found, decisions_told(submission.initiative_id, since)

    for _round in range(ROUNDS):
        submission, found, told = race()
        [decision] = [result for result in found if isinstance(result, Decision)]
        [refusal] = [result for result in found if isinstance(result, Refused)]
        assert told == 1
        assert Decision.objects.get(submission=submission) == decision
        assert Initiative.objects.get(pk=submission.initiative_id).status == decision.outcome
        assert decision.decided_by.name in str(refusal)
    without_guards()
    assert race()[2] == 2  # both are told to have decided


def test_what_was_edited_while_it_was_read_is_never_decided_stale(sent):
    anne, mette = make.make_decider("Anne Lund"), make.make_staff("Jonas Bech")

    def edit(case_id):
        with transaction.atomic():
            case = lock_for_change(Initiative.objects.get(pk=case_id))
            record(case, by=mette, kind="edited", sentence="Rettede noget")

    def stale(decision, seen) -> bool:
        # The act itself counts one more.
        return decision.case_file["initiative"]["version"] != seen + 1

    def race():
        submission = sent()
        seen = Initiative.objects.get(pk=submission.initiative_id).version
        options = {"outcome": "approved", "by": anne, "amount": Decimal(1), "seen_version": seen}
        found, _edit = at_once(
            lambda: deciding.decide(submission, **options), lambda: edit(submission.initiative_id)
        )
        return submission, seen, found

    outcomes = Counter()
    for _round in range(ROUNDS):
        submission, seen, found = race()
        outcomes[type(found).__name__] += 1
        assert not (isinstance(found, Decision) and stale(found, seen))
        # No edit is lost: both counted.
        after = Initiative.objects.get(pk=submission.initiative_id).version
        assert after == seen + (2 if isinstance(found, Decision) else 1)
    assert set(outcomes) <= {"Decision", "Changed"}
    # Without the version that was read, a decision on a text nobody read goes through.
    submission = sent()
    seen = Initiative.objects.get(pk=submission.initiative_id).version
    edit(submission.initiative_id)
    assert stale(deciding.decide(submission, outcome="approved", by=anne, amount=Decimal(1)), seen)


@pytest.mark.parametrize("presses", [2, 5])
def test_several_presses_of_one_form_decide_once(sent, without_guards, presses):
    """A double click, and five at once: one decision, one row of history, one mail to each."""
    anne = make.make_decider("Anne Lund")
    clients = [Client(raise_request_exception=False) for _press in range(presses)]
    for client in clients:
        client.force_login(anne)

    def race():
        submission, since = sent(), last_entry()
        case = Initiative.objects.get(pk=submission.initiative_id)
        OutgoingMail.objects.all().delete()
        form = {"outcome": "approved", "amount": "90.000", "seen_version": case.version}
        assert clients[0].post(reverse("decide", args=[submission.pk]), form).status_code == 302
        url = reverse("decide_check", args=[submission.pk])
        answers = at_once(*(lambda client=client: client.post(url) for client in clients))
        return submission, answers, decisions_told(case.pk, since)

    for _round in range(ROUNDS):
        submission, answers, told = race()
        assert [answer.status_code for answer in answers] == [302] * presses
        assert told == 1
        assert Decision.objects.filter(submission=submission).count() == 1
        told_people = OutgoingMail.objects.filter(kind="case_approved").values_list("recipient", flat=True)
        assert max(Counter(told_people).values()) == 1
        assert not SavedAnswer.objects.exists()
    without_guards()
    assert max(race()[2] for _round in range(3)) > 1


def test_five_who_send_one_case_at_once_send_it_once(without_guards):
    mette = make.make_staff("Mette Holm")
    make.make_body("leader")

    def race(name):
        case = make.complete_case(by=mette, name=name)
        found = at_once(
            *(lambda: workflow.submit(Initiative.objects.get(pk=case.pk), by=mette) for _press in range(5))
        )
        return case, found

    for number in range(ROUNDS):
        case, found = race(f"Sag {number}")
        assert Counter(type(result).__name__ for result in found) == {"Submission": 1, "Refused": 4}
        assert case.submissions.count() == 1
    without_guards()
    case, _found = race("Uden vagt")
    assert case.submissions.count() > 1
