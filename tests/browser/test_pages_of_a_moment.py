"""Pages of a state that the demo data does not have: opened as all the others are, on a screen and on a phone."""

import pytest
from django.urls import reverse
from django.utils import timezone

from aab_social.pages.meetings import DRAFT_KIND
from initiatives import workflow
from initiatives.models import Body, Requirement, SavedAnswer
from initiatives.policy_versions import copy_version, publish
from tests import factories

from .test_every_page import LOOK, PHONE, SCREEN

NOTHING_ODD = {"sideways": 0, "small": [], "dead": 0, "tinyDrawn": 0}


def moving_to_a_newer_policy():
    mette = factories.make_staff("Mette Holm")
    case = factories.running_case(by=mette)
    newer = copy_version(factories.make_policy())
    points = Requirement.objects.filter(principle__version=newer)
    points.filter(key="2.1").update(plain="Skriv, hvad driften får ud af det.")
    points.filter(key="4.1").delete()
    publish(
        newer,
        adopted_by="Repræsentantskabet",
        adopted_on=factories.today(),
        in_force_from=factories.today(),
        by=factories.make_administrator(),
    )
    return mette, reverse("initiatives:policy_move", args=[case.pk]), "Flyt til version 2"


def checking_the_decisions_of_a_meeting():
    anne, mette = factories.make_decider("Anne Lund"), factories.make_staff("Mette Holm")
    factories.make_body(Body.Kind.LEADER)
    meeting = factories.make_meeting(held_in=0, cut_off_in=0)
    cases = {}
    for name, outcome, words in (("Nabohjælp", "approved", ""), ("Fitness", "declined", "Ikke nu.")):
        case = factories.complete_case(by=mette, cost=90_000, name=name)
        submission = workflow.submit(case, by=mette, meeting=meeting)
        cases[str(submission.pk)] = {
            "outcome": outcome,
            "amount": "90000" if outcome == "approved" else "",
            "words": words,
            "points": [],
            "seen_version": case.version,
            "item_number": "4",
            "item_kind": "open",
            "out": [],
        }
    SavedAnswer.objects.create(
        person=anne,
        kind=DRAFT_KIND,
        object_id=meeting.pk,
        data={"present": [anne.pk], "cases": cases},
        saved_at=timezone.now(),
    )
    return anne, reverse("meeting_check", args=[meeting.pk]), "Passer beslutningerne?"


STATES = [moving_to_a_newer_policy, checking_the_decisions_of_a_meeting]


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_a_page_of_a_moment_is_accessible_and_fits(state, page, open_page, log_in, axe):
    person, address, heading = state()
    log_in(person)
    page.set_viewport_size(SCREEN)
    open_page(address, heading)
    for size in (SCREEN, PHONE):
        page.set_viewport_size(size)
        page.evaluate("document.querySelectorAll('main details').forEach(fold => { fold.open = true; })")
        assert axe(page) == []
        assert page.evaluate(LOOK) == NOTHING_ODD
