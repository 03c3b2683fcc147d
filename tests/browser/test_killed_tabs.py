"""A tab is killed while somebody writes an evaluation (blueprint S3): at most the last three seconds are lost.

KILLED_TABS says how many tabs, 3 unless told. The process that draws the page gets SIGKILL, as when the system runs
out of memory: no handler of the page runs, nothing is sent on the way out.
"""

import os
import random
import signal
import time

import pytest

from evaluation.models import Evaluation
from initiatives.models import BoardSeat, SavedAnswer
from tests import factories

from .conftest import log_in_browser

TABS = int(os.environ.get("KILLED_TABS", "3"))
AT_MOST = 3.0  # seconds
WORDS = "Der kom mange i dag, og de blev til det var mørkt. Opvasken gik af sig selv, for alle hjalp til. "


@pytest.fixture
def row(transactional_db):
    department = factories.make_department("58")
    case = factories.running_case(departments=[department], name="Fællesspisning")
    return Evaluation.objects.create(
        initiative=case, department=department, due_on=factories.in_days(5), opens_on=factories.in_days(-9)
    )


def saved_text(person, row) -> str:
    kept = SavedAnswer.objects.filter(person=person, kind="evaluation", object_id=row.pk).first()
    return kept.data.get("went_well", [""])[0] if kept else ""


def kill_tabs(browser) -> int:
    """SIGKILL to every process of the browser that draws a page. Returns how many there were."""
    session = browser.new_browser_cdp_session()
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    drawing = [process["id"] for process in processes if process["type"] == "renderer"]
    for number in drawing:
        os.kill(number, signal.SIGKILL)
    return len(drawing)


def killed_after(browser, live_server, browser_context_args, person, row, seconds: float) -> float:
    """Type without a pause for so long, kill the tab, and give how old the oldest lost key was, in seconds."""
    SavedAnswer.objects.all().delete()
    context = browser.new_context(**browser_context_args)
    log_in_browser(context, person, live_server.url)
    page = context.new_page()
    page.goto(f"{live_server.url}/indsatser/{row.initiative_id}/evalueringer/{row.pk}/")
    page.get_by_label("Hvad er gået godt?").focus()
    begun, typed = time.monotonic(), []
    while time.monotonic() - begun < seconds:
        page.keyboard.type(WORDS[len(typed) % len(WORDS)])
        typed.append(time.monotonic())
        time.sleep(0.03)
    with page.expect_event("crash"):
        killed = time.monotonic()
        assert kill_tabs(browser) >= 1
    context.close()
    time.sleep(0.3)  # what the server has received by then, it has
    kept = len(saved_text(person, row))
    return killed - typed[kept] if kept < len(typed) else 0.0


def test_no_text_is_lost_beyond_the_last_three_seconds(row, browser, live_server, browser_context_args):
    person = BoardSeat.objects.get(department__number="58").person
    chance = random.Random(58)
    lost = [
        killed_after(browser, live_server, browser_context_args, person, row, chance.uniform(0.5, 7))
        for _ in range(TABS)
    ]
    print(
        f"{TABS} tabs killed; oldest lost key: at most {max(lost):.1f} s, median {sorted(lost)[TABS // 2]:.1f} s"
    )
    assert max(lost) <= AT_MOST
