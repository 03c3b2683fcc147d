"""Pages of a state that the demo data does not have: opened as all the others are, on a screen and on a phone."""

import re

import pytest
from django.core.mail import send_mail
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone

from aab_social.pages.meetings import DRAFT_KIND
from evaluation.models import Evaluation
from initiatives import workflow
from initiatives.models import BoardSeat, Body, Requirement, SavedAnswer
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


def checking_a_decision():
    """What was typed is kept when the form is sent on, so that the page of the check can show it."""
    submission = factories.submitted_case(cost=90_000)
    anne = factories.make_decider("Anne Lund")
    submission.initiative.refresh_from_db()
    said = {
        "outcome": "approved",
        "amount": "85.000",
        "words": "Kom og fortæl os om det efter et år.",
        "seen_version": submission.initiative.version,
    }
    send_on(anne, reverse("decide", args=[submission.pk]), said)
    return anne, reverse("decide_check", args=[submission.pk]), "Passer beslutningen?"


def checking_an_evaluation():
    case = factories.running_case(departments=[factories.make_department("58")], name="Fællesspisning")
    row = Evaluation.objects.create(
        initiative=case,
        department=case.departments.get(),
        due_on=factories.in_days(5),
        opens_on=factories.in_days(-9),
    )
    karen = BoardSeat.objects.get(department=row.department).person
    said = {
        "going": "well",
        f"goal_{case.criteria.get().pk}": "31",
        "went_well": "Mange hjælper i køkkenet.",
        "future": "yes",
        "may_share": "yes",
        "next": "1",
    }
    send_on(karen, reverse("evaluation:answer", args=[case.pk, row.pk]), said)
    return karen, reverse("evaluation:answer_check", args=[case.pk, row.pk]), "Passer det?"


def reading_a_mail_of_the_demo():
    html = "<h1>Vil du svare?</h1><p>Det tager tre minutter.</p>"
    send_mail("Vil du svare?", "Det tager tre minutter.", None, ["karen@example.dk"], html_message=html)
    karen = factories.make_board_member(name="Karen Juhl")
    [address] = re.findall(r'href="(/demo/mails/\d[^"]+)"', Client().get(reverse("demo_mails")).text)
    assert resolve(address).view_name == "demo_mail"
    return karen, address, "Vil du svare?"


def send_on(person, address: str, said: dict) -> None:
    client = Client()
    client.force_login(person)
    answer = client.post(address, said)
    assert answer.status_code == 302, answer.text


STATES = [
    moving_to_a_newer_policy,
    checking_the_decisions_of_a_meeting,
    checking_a_decision,
    checking_an_evaluation,
    reading_a_mail_of_the_demo,
]


@pytest.fixture
def _mails_in_a_folder(settings, tmp_path):
    settings.EMBEDDED = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.MAIL_FOLDER = tmp_path / "mails"
    settings.EMAIL_FILE_PATH = str(settings.MAIL_FOLDER)


@pytest.mark.usefixtures("_mails_in_a_folder")
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
