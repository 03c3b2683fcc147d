"""Loading all of the demo, once."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation

from accounts.models import MailReturn, MailStatus, OutgoingMail, User
from accounts.outbox import returns
from initiatives.checklist import requirements_of
from initiatives.joining import KIND as JOINING
from initiatives.joining import ask_to_join
from initiatives.models import FocusArea, Initiative, PhysicalProject, Status
from initiatives.policy_data import load_version_1

from . import people, places, prevented, spending, supporting, told, world
from .afterwards import tell_what_came_after
from .agreements import make_agreements
from .changes import change_some
from .clock import at
from .published import take_over
from .stories_approved import APPROVED, PAUSED
from .stories_ended import CLOSED, REFUSED
from .stories_open import DRAFTS, RETURNED, WAITING
from .stories_running import RUNNING
from .telling import Cast, tell

STORIES = (*DRAFTS, *WAITING, *RETURNED, *APPROVED, *RUNNING, *PAUSED, *CLOSED, *REFUSED)
PORTAL_BEGAN_DAYS_AGO = 800


def is_loaded() -> bool:
    return User.objects.filter(email=people.DEMO_LOGINS[0][1]).exists()


@transaction.atomic
def load() -> bool:
    """Load the demo, all or nothing. False, and nothing changed, when it is there already."""
    if is_loaded():
        return False
    with translation.override("da"):
        cast = _cast(timezone.localdate())
        with at(cast.day(-PORTAL_BEGAN_DAYS_AGO)):
            version = cast.requirements["1.1"].principle.version
            take_over(by=cast.people["jonas"], version=version, sources=cast.sources)
        for story in STORIES:
            tell(story, cast)
        tell_what_came_after(cast)
        told.make_stories(cast.departments, cast.boards, by=cast.people["mette"])
        told.publish_cards(by=cast.people["mette"])
        prevented.make_counts(cast.departments, cast.today, by=cast.people["mette"])
        world.make_questions(cast.departments, cast.boards, cast.people, cast.today)
        change_some(cast)
        make_agreements(cast)
        _one_wants_to_join(cast)
        _settle_mails()
        _one_address_is_dead(cast)
    return True


def _cast(today: dt.date) -> Cast:
    version = load_version_1()
    departments = places.make_departments()
    staff = people.make_staff(today)
    people.make_route()
    boards = people.make_boards(departments, today)
    for place, number in enumerate(sorted(boards)):
        departments[number].consultant = staff["jonas" if place % 3 == 0 else "mette"]
        departments[number].save(update_fields=["consultant"])
    world.make_physical_projects(departments, today)
    world.make_activities(departments, today)
    supporting.make_services(departments, today)
    sources = world.make_sources()
    world.make_deadlines(sources, today)
    spending.make_frames(sources, today)
    return Cast(
        today=today,
        people=staff,
        boards=boards,
        departments=departments,
        areas={area.key: area for area in FocusArea.objects.all()},
        partners=world.make_partners(),
        sources=sources,
        projects={project.name: project for project in PhysicalProject.objects.all()},
        requirements={point.key: point for point in requirements_of(version)},
        meetings=world.make_meetings(today),
    )


def _settle_mails() -> None:
    """The mails of earlier days have long been sent, without a trace in today's folder.

    Those that ask for something that is still to be done stay, so that the portal sends them now.
    """
    waiting = OutgoingMail.objects.filter(status=MailStatus.PLANNED)
    undecided = Initiative.objects.filter(status=Status.SUBMITTED).values("submissions")
    asked_today = waiting.filter(kind="resident_decision_asked", queued_at__date=timezone.localdate())
    to_decide = waiting.filter(kind="case_to_decide", about_id__in=undecided)
    settled = waiting.exclude(pk__in=asked_today.values("pk")).exclude(pk__in=to_decide.values("pk"))
    settled.update(status=MailStatus.SENT, sent_at=F("due_at"))


def _one_wants_to_join(cast: Cast) -> None:
    """Somebody wrote to Ruth Kjær, who holds an activity of Afdeling 52."""
    homework = cast.departments["52"].volunteer_activities.get(name="Lektier ved langbordet")
    homework.contact = User.objects.get(name=people.NEW_ADDRESS_WANTED)
    homework.save(update_fields=["contact"])
    with at(cast.day(-3), 9, 15):
        words = "Jeg er god til matematik og kan komme om onsdagen."
        ask_to_join(homework, name="Sofie", contact="sofie@example.dk", message=words)


def _one_address_is_dead(cast: Cast) -> None:
    """That mail came back: staff see it beside the board of Afdeling 52, and Ruth Kjær on every page. The message
    has reached nobody, so the board and staff are told."""
    ruth = User.objects.get(name=people.NEW_ADDRESS_WANTED)
    mail = OutgoingMail.objects.get(recipient=ruth, kind=JOINING)
    with at(cast.day(-3), 9, 40):
        returns.came_back(mail, address=ruth.email, code="5.1.1", heard=MailReturn.Heard.REPORT)
