"""The papers of a meeting as Chromium prints them: an agenda, and two pages for each case."""

import re

from django.urls import reverse

from initiatives import workflow
from initiatives.answers import write_explanation
from tests import factories

LONG = "Vi gør det anderledes her, fordi beboerne har bedt om det flere gange. " * 25


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def test_the_pack_prints_an_agenda_and_two_pages_a_case_however_much_was_written(
    browser, browser_context_args, live_server, watch, log_in_to
):
    meeting = factories.make_meeting(held_in=20, cut_off_in=10)
    anne = factories.make_decider("Anne Lund")
    for number, words in enumerate(["", LONG]):
        case = factories.complete_case(cost=90_000, name=f"Indsats {number}")
        if words:
            for key in ("2.1", "3.1", "4.1", "5.2", "6.4", "6.5"):
                write_explanation(
                    case, by=case.created_by, requirement=factories.requirement(key), text=words
                )
        workflow.submit(case, by=case.created_by, meeting=meeting)
    context = browser.new_context(**browser_context_args)
    log_in_to(context, anne)
    page = watch(context.new_page())
    page.goto(live_server.url + reverse("meeting_pack", args=[meeting.pk]))
    printed = page.pdf(format="A4", prefer_css_page_size=True)
    context.close()
    assert pages_of(printed) == 1 + 2 * 2
