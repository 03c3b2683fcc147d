"""Anything that can happen to a case, in any order: what must always be true of it stays true.

Hypothesis plays people who press whatever comes to hand: edit, ask, answer, send, decide, start, pause, correct,
propose a change, close. Each act either happens, with a row of history, or is refused and changes nothing.
LIFE_EXAMPLES=500 plays that many lives; CI plays a few, always the same.

The same play with one rule of the portal broken must find it: six faults are planted, one at a time.
"""

import dataclasses
import os
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from initiatives import (
    amendments,
    checklist,
    closing,
    deciding,
    drafts,
    parts,
    seals,
    workflow,
)
from initiatives.approved_versions import contents_of
from initiatives.models import (
    ApprovedVersion,
    Closing,
    Decision,
    HistoryEntry,
    Initiative,
    ResidentDecision,
    Status,
    Submission,
)
from initiatives.residents.answering import Answer, correct_answer
from tests import factories as make

pytestmark = pytest.mark.django_db

EXAMPLES = int(os.environ.get("LIFE_EXAMPLES", "5"))
STEPS = 50

MAY_FOLLOW = {
    ("draft", "submitted"), ("returned", "submitted"), ("submitted", "approved"), ("submitted", "returned"),
    ("submitted", "declined"), ("approved", "running"), ("running", "paused"), ("paused", "running"),
    ("approved", "closed"), ("running", "closed"), ("paused", "closed"), ("draft", "withdrawn"),
    ("submitted", "withdrawn"), ("returned", "withdrawn"),
}  # fmt: skip
IN_FORCE = (Status.APPROVED, Status.RUNNING, Status.PAUSED, Status.CLOSED)
UNMET = {"missing", "started", "waiting", "look_again"}
PEOPLE = ("mette", "jonas", "lars", "lisbeth", "anne")
Outcome = Decision.Outcome
DEEDS = (
    "edit", "edit", "budget", "residents", "look", "look", "send", "send", "send", "send",
    "decide", "decide", "decide", "decide", "decide", "decide", "move", "move", "move", "change", "mend", "close",
)  # fmt: skip
HAND = list(DEEDS)
"""The deeds in play; a test that looks for one fault in little time plays with those that could meet it."""
FOR_PROPOSALS = frozenset({"edit", "budget", "residents", "look", "send", "decide", "move"})


class Life(RuleBasedStateMachine):
    """One case and its proposals, and the people around it. All is rolled back when the life is over."""

    def __init__(self):
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.read = {}  # {case: the version somebody has on the screen}

    def teardown(self):
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    @initialize()
    def begin(self):
        self.people = {"mette": make.make_staff("Mette Holm"), "jonas": make.make_staff("Jonas Bech")}
        self.people["lars"] = make.make_decider("Lars Krogh", kind="leader")
        self.people["lisbeth"] = make.make_decider("Lisbeth Ny", kind="leader")
        self.people["anne"] = make.make_decider("Anne Lund")
        for name in ("mette", "jonas"):  # staff who sit in the bodies too
            for kind in ("leader", "organisation_board"):
                make.make_body(kind).seats.create(person=self.people[name], from_on=make.LONG_AGO)
        self.case = make.complete_case(by=self.people["mette"])

    # --- Whatever comes to hand -----------------------------------------------------------------
    def now(self, of_proposal: bool) -> Initiative:
        """The case, or its newest proposal when there is one."""
        newest = Initiative.everything.filter(amends=self.case).order_by("-pk").first()
        return newest if of_proposal and newest else Initiative.everything.get(pk=self.case.pk)

    def act(self, do) -> bool:
        """It happens with a row of history, or it is refused and nothing is different."""
        before = self.picture()
        rows = HistoryEntry.objects.count()
        try:
            with transaction.atomic():
                happened = do()
        except (workflow.Refused, ValidationError):
            assert self.picture() == before, "a refused act left something behind"
            return False
        if happened is not False and happened != set():
            assert HistoryEntry.objects.count() > rows, "an act left no row in the history"
        return True

    def picture(self):
        return [
            list(Initiative.everything.order_by("pk").values_list("pk", "status", "version", "log_head")),
            list(Decision.objects.values_list("pk", flat=True)),
            list(Closing.objects.values_list("pk", flat=True)),
            list(ApprovedVersion.objects.values_list("sha256", flat=True)),
        ]

    @rule(
        deed=st.integers(0, 10_000).map(lambda number: HAND[number % len(HAND)]),
        proposal=st.booleans(),
        who=st.sampled_from(PEOPLE),
        outcome=st.sampled_from((Outcome.APPROVED, Outcome.APPROVED, Outcome.RETURNED, Outcome.DECLINED)),
        number=st.integers(0, 5),
        either=st.booleans(),
    )
    def press(self, deed, **chance):
        """One rule for all deeds, so that Hypothesis leaves none of them out of a life."""
        case = self.now(chance.pop("proposal") and deed in FOR_PROPOSALS)
        getattr(self, deed)(case, **chance)

    def edit(self, case, number, **_chance):
        facts = dataclasses.replace(
            drafts.CaseFacts.of(case), ends_on=make.in_days(240 + 30 * number), target_group=f"Børn {number}"
        )
        self.act(lambda: drafts.edit_case(case, by=self.people["jonas"], facts=facts))

    def budget(self, case, either, **_chance):
        cost = 60_000 if either else 20_000
        self.act(lambda: make.add_budget(case, by=self.people["mette"], cost=cost) or False)

    def residents(self, case, either, **_chance):
        standing = case.resident_decisions.current().first()
        says = ResidentDecision.Result.NO if either else ResidentDecision.Result.YES
        answer = dataclasses.replace(Answer.of(standing), result=says)
        self.act(lambda: correct_answer(standing, answer=answer, by=standing.answered_by))

    def look(self, case, **_chance):
        """Somebody opens the case to decide it, and may press much later."""
        self.read[case.pk] = case.version

    def send(self, case, either, **_chance):
        def do():
            amendments.check_proposal(case)
            return workflow.submit(case, by=self.people["mette" if either else "jonas"])

        self.act(do)

    def decide(self, case, who, outcome, either, **_chance):
        person, submission = self.people[who], case.submissions.last()
        if submission is None:
            return
        seen = self.read.get(case.pk, case.version) if either else case.version
        prepared = HistoryEntry.objects.filter(initiative=case, by=person, prepares=True).exists()
        prepared |= person.pk in (case.created_by_id, case.responsible_id)
        happened = self.act(
            lambda: deciding.decide(
                submission,
                outcome=outcome,
                by=person,
                amount=Decimal(20_000) if outcome == Outcome.APPROVED else None,
                words="Derfor.",
                points=["Ø.1"] if outcome == Outcome.RETURNED else None,
                seen_version=seen,
            )
        )
        if happened:
            assert not prepared, "somebody decided a case they had prepared"
            assert seen == case.version, "somebody decided a text they had not seen"

    def move(self, case, number, either, **_chance):
        name = ("start", "start", "start", "pause", "resume", "withdraw" if either else "start")[number]
        words = "" if name == "pause" and either else "Derfor."
        self.act(lambda: workflow.move(case, name, by=self.people["jonas"], words=words))

    def change(self, case, **_chance):
        self.act(lambda: amendments.propose(case, by=self.people["mette"], reason="Mere tid."))

    def mend(self, case, either, **_chance):
        name = "Lektiecafé" if either else "Lektiehjælp"
        mended = amendments.Correction(name, case.summary, case.target_group, case.responsible)
        self.act(
            lambda: amendments.correct(case, by=self.people["mette"], correction=mended, reason="Stavefejl.")
        )

    def close(self, case, number, either, **_chance):
        if number > 1:  # most lives go on for a while
            return
        facts = make.make_closing_facts(
            outcome="stopped_early" if either else "carried_through",
            stop_reason="Derfor." if either else "",
            not_evaluated="Bestyrelsen er skiftet." if number else "",
        )
        self.act(lambda: closing.close(case, by=self.people["mette"], facts=facts))

    # --- What is always true ----------------------------------------------------------------------
    def cases(self):
        return Initiative.everything.order_by("pk")

    @invariant()
    def the_status_is_where_the_history_leads(self):
        for case in self.cases():
            steps = (
                case.history.exclude(to_status="").order_by("number").values_list("from_status", "to_status")
            )
            stands = "draft"
            for before, after in steps:
                assert (before, after) in MAY_FOLLOW, f"a move that does not exist: {before} to {after}"
                assert before == stands
                stands = after
            assert case.status == stands

    @invariant()
    def the_log_is_whole(self):
        for case in self.cases():
            assert list(seals._faults_of(case)) == []

    @invariant()
    def what_was_approved_held(self):
        for decision in Decision.objects.filter(outcome=Outcome.APPROVED):
            strict = [p for p in decision.case_file["assessment"]["points"] if p["strength"] != "may"]
            assert not [p["key"] for p in strict if p["status"] in UNMET], (
                "approved while the policy did not hold"
            )

    @invariant()
    def what_is_in_force_is_what_was_approved(self):
        for case in Initiative.objects.filter(status__in=IN_FORCE):
            kept = case.approved_versions.last().contents
            assert contents_of(case) == kept, "what is in force is not what was approved"

    @invariant()
    def a_step_is_decided_once_by_one_body_and_a_round_by_different_people(self):
        decided = list(
            Decision.objects.values_list("submission__initiative", "submission__round", "decided_by")
        )
        assert len(decided) == len(set(decided))
        assert Submission.objects.filter(initiative__status=Status.DRAFT).count() == 0

    @invariant()
    def one_proposal_at_a_time(self):
        open_ = self.cases().filter(amends=self.case, status__in=("draft", "submitted", "returned"))
        assert open_.count() <= 1

    @invariant()
    def who_has_ended_has_said_what_was_learnt(self):
        closed = set(self.cases().filter(status=Status.CLOSED).values_list("pk", flat=True))
        assert closed == set(Closing.objects.values_list("initiative", flat=True))
        for ended in Closing.objects.exclude(
            initiative__history__from_status="approved", outcome="stopped_early"
        ):
            assert ended.not_evaluated, "closed without its final evaluation or the reason why not"


def play(examples: int) -> None:
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=examples,
            stateful_step_count=STEPS,
            derandomize="LIFE_EXAMPLES" not in os.environ,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
            report_multiple_bugs=False,
            print_blob=False,
        ),
    )


def test_whatever_happens_to_a_case_what_must_be_true_of_it_stays_true():
    play(EXAMPLES)


# --- The play finds what is broken ------------------------------------------------------------------
def anybody_decides(monkeypatch):
    monkeypatch.setattr(parts, "preparers_of", lambda initiative: set())


def the_gate_is_open(monkeypatch):
    monkeypatch.setattr(checklist.Assessment, "holds", property(lambda self: True))


def an_approved_case_is_edited(monkeypatch):
    monkeypatch.setattr(Initiative, "is_editable", property(lambda self: True))


def a_text_nobody_saw_is_decided(monkeypatch):
    real = deciding.make_move

    def blind(initiative, name, *, seen_version=None, **rest):
        return real(initiative, name, **rest)

    monkeypatch.setattr(deciding, "make_move", blind)


def an_edit_leaves_no_trace(monkeypatch):
    monkeypatch.setattr(drafts, "record", lambda *args, kind, **rest: None)


def a_case_begins_unapproved(monkeypatch):
    start = workflow.MOVES["start"]
    loose = dataclasses.replace(
        start, sources=start.sources | {Status.SUBMITTED, Status.RETURNED, Status.DRAFT}
    )
    monkeypatch.setitem(workflow.MOVES, "start", loose)


FAULTS = {
    anybody_decides: "send decide",
    the_gate_is_open: "residents send decide",
    an_approved_case_is_edited: "send decide edit",
    a_text_nobody_saw_is_decided: "look residents send decide",
    an_edit_leaves_no_trace: "edit send",
    a_case_begins_unapproved: "edit send move",
}


@pytest.mark.parametrize("plant", FAULTS, ids=lambda plant: plant.__name__)
def test_a_planted_fault_is_found(monkeypatch, plant):
    """In CI with a short hand of deeds; with LIFE_EXAMPLES set, with all of them."""
    if "LIFE_EXAMPLES" not in os.environ:
        monkeypatch.setattr(f"{__name__}.HAND", FAULTS[plant].split())
    plant(monkeypatch)
    with pytest.raises((AssertionError, DatabaseError)) as found:
        play(max(EXAMPLES, 200))  # it stops at the first life that shows the fault
    print(f"{plant.__name__}: {found.value}")
