"""What waits for whom among initiatives themselves. Read only; the portal joins it with the other apps."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from .models import (
    EDITABLE,
    BoardRequest,
    Department,
    HistoryEntry,
    Initiative,
    Participation,
    ResidentDecision,
    Status,
    Submission,
)
from .residents import boards_of
from .residents.answering import UNDECIDED
from .rules import deciding_bodies
from .wording import listed


@dataclass(frozen=True)
class Task:
    """One thing a person is asked to do: a verb and a thing, why it matters, and where to do it.

    `minutes` is the time it takes, `due_on` the deadline if there is one, `role` in which capacity
    the person is asked ("Som bestyrelse i Afdeling 58"). A task that waits for somebody else names
    them in `waits_on` and says since when.
    """

    key: str
    title: str
    why: str
    url: str
    minutes: int = 0
    due_on: dt.date | None = None
    role: str = ""
    since: dt.date | None = None
    waits_on: str = ""


def waiting_for(user, on: dt.date) -> list[Task]:
    """What waits for `user` on the day `on`: as a board, as staff of a case, and as one who decides.

    A constant number of queries, however many cases there are; nothing is assessed here.
    """
    return [
        *_questions_to_boards(user, on),
        *_boards_to_ring(user, on),
        *_boards_to_help(user),
        *_cases_to_work_on(user, on),
        *_cases_to_decide(user, on),
    ]


def coming_soon(user, on: dt.date) -> list[Task]:
    """The days on which the person's boards have said they will ask their residents."""
    planned = ResidentDecision.objects.current().filter(
        form=ResidentDecision.Form.NOT_ASKED,
        will_ask_on__gte=on,
        initiative__status__in=UNDECIDED,
        department__in=Department.objects.with_board_seat_of(user, on),
    )
    return [
        Task(
            key=f"residents_to_ask:{decision.pk}",
            title=gettext("Spørg beboerne"),
            why=decision.initiative.name,
            url=reverse("initiatives:resident_answer", args=[decision.initiative_id, decision.department_id]),
            due_on=decision.will_ask_on,
            role=_as_board(decision.department),
        )
        for decision in planned.select_related("initiative", "department__organisation")
    ]


def waiting_on_others(user, on: dt.date) -> list[Task]:
    """What the person's own cases wait for: boards that have been asked, and bodies that are to decide."""
    before_ringing = on - dt.timedelta(days=settings.AAB_PHONE_TASK_DAY)
    asked = _open_requests().filter(initiative__responsible=user, deadline_on__gt=before_ringing)
    sent = Submission.objects.filter(
        initiative__responsible=user, initiative__status=Status.SUBMITTED, decision__isnull=True
    )
    return [
        *(
            Task(
                key=f"board_answer:{request.pk}",
                title=request.initiative.name,
                why=gettext("%(department)s skal svare for beboerne.")
                % {"department": request.department.title},
                url=reverse("initiatives:residents", args=[request.initiative_id]),
                due_on=request.deadline_on,
                since=request.asked_on,
                waits_on=gettext("Bestyrelsen i %(department)s") % {"department": request.department.title},
            )
            for request in asked
        ),
        *(
            Task(
                key=f"decision:{submission.pk}",
                title=submission.initiative.name,
                why=gettext("Den er sendt til godkendelse."),
                url=submission.initiative.get_absolute_url(),
                due_on=submission.meeting.held_on if submission.meeting else None,
                since=timezone.localdate(submission.submitted_at),
                waits_on=submission.body.name,
            )
            for submission in sent.select_related("initiative", "body", "meeting")
        ),
    ]


# --- Boards -----------------------------------------------------------------------------------
def _open_requests():
    """Questions boards have not answered, of departments that still take part in cases that still wait."""
    takes_part = Participation.objects.filter(
        initiative=OuterRef("initiative"), department=OuterRef("department")
    )
    return BoardRequest.objects.filter(
        Exists(takes_part), closed_at__isnull=True, initiative__status__in=UNDECIDED
    ).select_related("initiative", "department__organisation")


def _as_board(department: Department) -> str:
    return gettext("Som bestyrelse i %(department)s") % {"department": department.title}


def _questions_to_boards(user, on: dt.date) -> list[Task]:
    mine = Department.objects.with_board_seat_of(user, on)
    return [
        Task(
            key=f"resident_decision:{request.pk}",
            title=gettext("Bekræft beboernes beslutning"),
            why=gettext("%(name)s. Indsatsen kan først blive godkendt, når I har svaret.")
            % {"name": request.initiative.name},
            url=reverse("initiatives:resident_answer", args=[request.initiative_id, request.department_id]),
            minutes=3,
            due_on=request.deadline_on,
            role=_as_board(request.department),
            since=request.asked_on,
        )
        for request in _open_requests().filter(department__in=mine)
    ]


# --- Staff ------------------------------------------------------------------------------------
def _boards_to_ring(user, on: dt.date) -> list[Task]:
    """After three mails a person rings (AAB_PHONE_TASK_DAY days after the deadline)."""
    since = dt.timedelta(days=settings.AAB_PHONE_TASK_DAY)
    silent = list(_open_requests().filter(initiative__responsible=user, deadline_on__lte=on - since))
    boards = boards_of([request.department for request in silent]) if silent else {}
    return [
        Task(
            key=f"ring_board:{request.pk}",
            title=gettext("Ring til bestyrelsen i %(department)s") % {"department": request.department.title},
            why=gettext("De har ikke svaret om %(name)s og får ikke flere mails. %(whom)s")
            % {"name": request.initiative.name, "whom": _whom_to_ring(boards.get(request.department_id, ()))},
            url=reverse("initiatives:resident_enter", args=[request.initiative_id, request.department_id]),
            minutes=5,
            due_on=request.deadline_on + since,
            since=request.asked_on,
        )
        for request in silent
    ]


def _whom_to_ring(seats) -> str:
    """ "Karen Juhl, tlf. 00 00 00 00." for those whose number is known."""
    known = [
        gettext("%(name)s, tlf. %(phone)s") % {"name": seat.person, "phone": seat.person.phone}
        for seat in seats
        if seat.person.phone
    ]
    return f"{listed(known)}." if known else gettext("Vi har ikke deres telefonnummer.")


def _boards_to_help(user) -> list[Task]:
    """Boards that have not asked their residents and would like help with it."""
    asked = BoardRequest.objects.filter(
        initiative=OuterRef("initiative"), department=OuterRef("department"), closed_at__isnull=True
    )
    wanting = ResidentDecision.objects.current().filter(
        ~Exists(asked),
        form=ResidentDecision.Form.NOT_ASKED,
        wants_help=True,
        initiative__responsible=user,
        initiative__status__in=EDITABLE,
    )
    return [
        Task(
            key=f"help_board:{decision.pk}",
            title=gettext("Hjælp %(department)s med at spørge beboerne")
            % {"department": decision.department.title},
            why=gettext("%(name)s. Bestyrelsen har bedt om hjælp.") % {"name": decision.initiative.name},
            url=reverse("initiatives:residents", args=[decision.initiative_id]),
            due_on=decision.will_ask_on,
            since=timezone.localdate(decision.answered_at),
        )
        for decision in wanting.select_related("initiative", "department__organisation")
    ]


def _cases_to_work_on(user, on: dt.date) -> list[Task]:
    """Cases that were sent back, drafts whose departments have all said yes, and approved ones to start."""
    said_yes = ResidentDecision.objects.current().filter(
        initiative=OuterRef("initiative"),
        department=OuterRef("department"),
        result__in=[ResidentDecision.Result.YES, ResidentDecision.Result.YES_WITH_WISHES],
    )
    own = Participation.objects.filter(initiative=OuterRef("pk"), department__organisation__is_own=True)
    cases = Initiative.objects.filter(responsible=user).filter(
        Q(status=Status.RETURNED)
        | Q(Exists(own), ~Exists(own.exclude(Exists(said_yes))), status=Status.DRAFT)
        | Q(status=Status.APPROVED, starts_on__lte=on)
    )
    return [_case_task(initiative) for initiative in cases]


def _case_task(initiative: Initiative) -> Task:
    name = {"name": initiative.name}
    since = timezone.localdate(initiative.status_since)
    if initiative.status == Status.RETURNED:
        title = gettext("Ret: %(name)s") % name
        why = gettext("Den er sendt tilbage. Se de punkter, der er markeret.")
        url = reverse("initiatives:checklist", args=[initiative.pk])
    elif initiative.status == Status.DRAFT:
        title = gettext("Se igennem, og send: %(name)s") % name
        why = gettext("Alle afdelinger har sagt ja. Indsatsen er ikke sendt til godkendelse.")
        url = reverse("initiatives:send", args=[initiative.pk])
    else:
        title = gettext("Sæt i gang: %(name)s") % name
        why = gettext("Den er godkendt, og startdagen er kommet.")
        url = initiative.get_absolute_url()
    return Task(key=f"case:{initiative.pk}", title=title, why=why, url=url, since=since)


# --- Those who decide -------------------------------------------------------------------------
def _cases_to_decide(user, on: dt.date) -> list[Task]:
    """Cases before the person's bodies, but none the person has prepared."""
    prepared = HistoryEntry.objects.filter(initiative=OuterRef("initiative"), by=user, prepares=True)
    waiting = Submission.objects.filter(
        ~Q(initiative__created_by=user),
        ~Q(initiative__responsible=user),
        ~Exists(prepared),
        body__in=deciding_bodies(user, on),
        initiative__status=Status.SUBMITTED,
        decision__isnull=True,
    )
    return [
        Task(
            key=f"decide:{submission.pk}",
            title=gettext("Beslut: %(name)s") % {"name": submission.initiative.name},
            why=gettext("%(person)s har sendt sagen. Den venter på jeres svar.")
            % {"person": submission.submitted_by},
            url=reverse("decide", args=[submission.pk]),
            minutes=10,
            due_on=submission.meeting.held_on if submission.meeting else None,
            role=submission.body.name,
            since=timezone.localdate(submission.submitted_at),
        )
        for submission in waiting.select_related("initiative", "body", "meeting", "submitted_by")
    ]
