"""The ledger as a state machine: whatever people do in whatever order, it adds up. Planted bugs are found."""

import os
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from funding import money
from funding.accounts import faults
from funding.models import Commitment, YearFrame
from initiatives.workflow import Refused

from .world import commit, frame, granted, moved, spent

KRONER = st.integers(1, 120_000).map(lambda ore: Decimal(ore) / 100)
STEPS = int(os.environ.get("LEDGER_STEPS", "12"))
EXAMPLES = int(os.environ.get("LEDGER_EXAMPLES", "6"))


class Ledger(RuleBasedStateMachine):
    """Two initiatives of one source with one frame of 1,000 kr."""

    def __init__(self):
        super().__init__()
        self.around = transaction.atomic()
        self.around.__enter__()

    def teardown(self):
        transaction.set_rollback(True)
        self.around.__exit__(None, None, None)

    @initialize()
    def begin(self):
        frame(1000)
        self.lines = [granted(kroner=800), granted(kroner=800)]
        self.commitments, self.entries = [], []

    def attempt(self, act, *args, **more):
        """What a person tries: a sentence is a good answer, and so is the database's refusal to break a truth."""
        try:
            with transaction.atomic():
                return act(*args, **more)
        except Refused:
            return None

    @rule(which=st.booleans(), kroner=KRONER)
    def promise(self, which, kroner):
        if made := self.attempt(commit, self.lines[which], kroner):
            self.commitments.append(made)

    @precondition(lambda self: self.commitments)
    @rule(data=st.data(), kroner=KRONER, act=st.sampled_from(["pay", "give_back", "spend", "credit"]))
    def move(self, data, kroner, act):
        one = data.draw(st.sampled_from(self.commitments))
        if act == "spend":
            entry = self.attempt(spent, one.line.initiative, kroner, one)
        elif act == "credit":
            entry = self.attempt(spent, one.line.initiative, -kroner, one)
        else:
            entry = self.attempt(moved, getattr(money, act), one, kroner)
        if entry:
            self.entries.append(entry)

    @precondition(lambda self: self.entries)
    @rule(data=st.data())
    def undo(self, data):
        one = data.draw(st.sampled_from(self.entries))
        self.attempt(money.counter, one, by=one.made_by, why="Fejl")

    @rule(which=st.booleans())
    def lose(self, which):
        line = self.lines[which]
        self.attempt(
            money.lose_funding, line, on=line.initiative.starts_on, why="Væk", by=line.initiative.created_by
        )

    @invariant()
    def it_adds_up(self):
        assert faults() == []


def run(examples=EXAMPLES, steps=STEPS):
    run_state_machine_as_test(
        Ledger,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            derandomize=True,
            phases=(
                Phase.generate,
            ),  # a fault is told as it was met: seconds matter more than the shortest way there
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.django_db
def test_whatever_people_do_the_ledger_adds_up():
    run()


# --- Planted bugs ---------------------------------------------------------------------------
def pays_twice(monkeypatch):
    real = money._move_sums

    def twice(commitment, kind, amount):
        real(commitment, kind, amount)
        if kind == "paid":
            Commitment.objects.filter(pk=commitment.pk).update(paid=F("paid") + amount)

    monkeypatch.setattr(money, "_move_sums", twice)


def forgets_the_frame(monkeypatch):
    monkeypatch.setattr(money, "reserve", lambda frame, amount: True)


def reads_then_writes(monkeypatch):
    """The guard is gone: everything is let through, and only the CHECK is left to refuse it."""

    def reserve(frame, amount):
        return bool(YearFrame.objects.filter(pk=frame.pk).update(committed=F("committed") + amount))

    monkeypatch.setattr(money, "reserve", reserve)


def loses_an_ore(monkeypatch):
    monkeypatch.setattr(
        money,
        "kroner_of",
        lambda amount: amount.quantize(Decimal("0.01")) if amount % 1 == 0 else amount.quantize(Decimal(1)),
    )
    real = money._move_sums
    monkeypatch.setattr(
        money,
        "_move_sums",
        lambda c, kind, amount: real(c, kind, amount - Decimal("0.01") if amount > 1 else amount),
    )


def keeps_the_returned(monkeypatch):
    real = money._move_sums

    def without_frame(commitment, kind, amount):
        commitment.frame_id = None
        real(commitment, kind, amount)

    monkeypatch.setattr(money, "_move_sums", without_frame)


def promises_beyond_the_grant(monkeypatch):
    monkeypatch.setattr(money, "promised", lambda line: line.amount * 2)


def undoes_without_moving(monkeypatch):
    real = money._move_sums
    monkeypatch.setattr(
        money, "_move_sums", lambda c, kind, amount: real(c, kind, amount) if amount > 0 else None
    )


BUGS = (
    pays_twice,
    forgets_the_frame,
    reads_then_writes,
    loses_an_ore,
    keeps_the_returned,
    promises_beyond_the_grant,
    undoes_without_moving,
)


@pytest.mark.django_db
@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.__name__)
def test_a_planted_bug_is_found(monkeypatch, bug):
    bug(monkeypatch)
    with pytest.raises((AssertionError, IntegrityError)):
        run(examples=60, steps=20)
