"""365 days of reminders with people who do as they like. A small association each time; AAB's own with YEAR=full."""

from __future__ import annotations

import os
import sys
import time

import pytest
import time_machine

from .year import Year

pytestmark = pytest.mark.django_db
FULL = os.environ.get("YEAR") == "full"
SIZE = {"boards": 110, "initiatives": 400} if FULL else {"boards": 5, "initiatives": 6}
SEED = int(os.environ.get("YEAR_SEED", "58"))


def test_a_year_of_reminders_asks_nobody_too_often_and_forgets_nothing(record_property):
    """No volunteer gets more than three mails for a task or one a day, nobody one about what is over, paused or
    withdrawn, and everything due ends answered, skipped or as somebody's task."""
    began = time.monotonic()
    with time_machine.travel(0, tick=False) as clock:
        year = Year(clock, seed=SEED, **SIZE)
        year.run(365)
    year.figures["seconds"] = round(time.monotonic() - began)
    for name, figure in year.figures.items():
        record_property(name, figure)
    sys.stdout.write(f"\n{SIZE} seed {SEED}: {dict(year.figures)}\n")
    assert year.faults == []
    assert year.figures["most mails for one task"] == 3
    assert year.figures["most reminder mails on one day"] == 1
    assert year.figures["most reminder mails in a minute"] <= 60
    assert year.figures["evaluations"] > SIZE["initiatives"]
    assert year.figures["questions to boards"] > 0
    assert year.figures["rows failed"] == year.figures["rows unknown"] == 0
