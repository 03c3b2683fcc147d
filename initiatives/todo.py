"""What waits for whom among initiatives themselves. Read only; the portal joins it with the other apps."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from accounts.models import Employment

from .models import (
    EDITABLE,
    BoardRequest,
    Department,
    Evidence,
    HistoryEntry,
    Initiative,
    LookAgain,
    Participation,
    PartInRound,
    ResidentDecision,
    ResultContract,
    Status,
    Story,
    Submission,
)
from .outdated import NOTICE, said_of
from .physical import hints_for
from .relook import LIVE
from .residents import boards_of, mailed
from .residents.answering import UNDECIDED, still_asked
from .roles import Roles
from .wording import in_months, listed


@dataclass(frozen=True)
class Task:
    """One thing a person is asked to do: a verb and a thing, why it matters, and where to do it.

    `minutes` is the time it takes, `due_on` the deadline if there is one, `role` in which capacity
    the person is asked ("Som bestyrelse i Afdeling 58"). A task that waits for somebody else names
    them in `waits_on` and says since when; `days_since` counts the days. `reminds` is True where its page has
    the button that reminds them, with the names of those who get it.
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
    reminds: bool = False

    @property
    def reason(self) -> str:
        """Why it matters, as a sentence with its full stop: more words follow it. A mere name gets one."""
        return f"{self.why}." if self.why and self.why[-1] not in ".?!”" else self.why

    def days_since(self, on: dt.date) -> int | None:
        """For how many days it has waited on the day `on`; None where nobody knows since when."""
        return max(0, (on - self.since).days) if self.since else None


def waiting_for(user, on: dt.date, roles: Roles | None = None) -> list[Task]:
    """What waits for `user` on the day `on`: as a board, as staff of a case, and as one who decides.

    A constant number of queries, however many cases there are; nothing is assessed here.
    """
    roles = roles or Roles(user, on)
    tasks = _stories(user)
    if roles.boards:
        tasks += _questions_to_boards(roles)
    if roles.bodies:
        tasks += _cases_to_decide(roles)
    if roles.works_for_aab:
        tasks += [
            *_boards_to_ring(user, on),
            *_boards_to_help(user),
            *_answers_to_look_at(user),
            *_files_to_renew(user, on),
            *_cases_to_work_on(user, on),
            *_building_to_use(user, on),
        ]
    return tasks


def coming_soon(user, on: dt.date, roles: Roles | None = None) -> list[Task]:
    """The days on which the person's boards have said they will ask their residents."""
    roles = roles or Roles(user, on)
    if not roles.boards:
        return []
    planned = ResidentDecision.objects.current().filter(
        form=ResidentDecision.Form.NOT_ASKED,
        will_ask_on__gte=on,
        initiative__status__in=UNDECIDED,
        department__in=roles.boards,
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


def waiting_on_others(user, on: dt.date, roles: Roles | None = None) -> list[Task]:
    """What the person's own cases wait for: boards that have been asked, and bodies that are to decide."""
    if not (roles or Roles(user, on)).works_for_aab:
        return []
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
                reminds=True,
            )
            for request in asked
        ),
        *_contracts_to_be_signed(user),
        *(
            Task(
                key=f"decision:{submission.pk}",
                title=submission.initiative.name,
                why=gettext("Den er sendt til godkendelse."),
                url=submission.initiative.get_absolute_url(),
                due_on=submission.meeting.held_on if submission.meeting else None,
                since=timezone.localdate(submission.submitted_at),
                waits_on=submission.body.name,
                reminds=True,
            )
            for submission in sent.select_related("initiative", "body", "meeting")
        ),
    ]


def _contracts_to_be_signed(user) -> list[Task]:
    """Municipal authorities with whom a result contract is discussed, in cases that are not decided yet."""
    talks = ResultContract.objects.filter(
        state=ResultContract.State.DISCUSSED,
        partnership__initiative__responsible=user,
        partnership__initiative__status__in=UNDECIDED,
    ).select_related("partnership__partner", "partnership__initiative")
    return [
        Task(
            key=f"contract:{contract.pk}",
            title=contract.partnership.initiative.name,
            why=gettext("Resultatkontrakten er ikke skrevet under."),
            url=reverse("initiatives:contracts", args=[contract.partnership.initiative_id]),
            since=timezone.localdate(contract.recorded_at),
            waits_on=str(contract.partnership.partner),
        )
        for contract in talks
    ]


# --- Boards -----------------------------------------------------------------------------------
def _open_requests():
    """Questions boards have not answered, of departments that still take part in cases that still wait."""
    takes_part = Participation.objects.filter(
        initiative=OuterRef("initiative"), department=OuterRef("department")
    )
    return BoardRequest.objects.filter(
        Exists(takes_part), still_asked(), closed_at__isnull=True
    ).select_related("initiative", "department__organisation")


def _as_board(department: Department) -> str:
    return gettext("Som bestyrelse i %(department)s") % {"department": department.title}


def _questions_to_boards(roles: Roles) -> list[Task]:
    return [
        Task(
            key=f"resident_decision:{request.pk}",
            title=gettext("Se, hvad der er ændret")
            if request.is_about_change
            else gettext("Bekræft beboernes beslutning"),
            why=(
                gettext("%(name)s. Sig, om det stadig er i orden, eller svar igen.")
                if request.is_about_change
                else gettext("%(name)s. Indsatsen kan først blive godkendt, når I har svaret.")
            )
            % {"name": request.initiative.name},
            url=reverse("initiatives:resident_answer", args=[request.initiative_id, request.department_id]),
            minutes=1 if request.is_about_change else 3,
            due_on=request.deadline_on,
            role=_as_board(request.department),
            since=request.asked_on,
        )
        for request in _open_requests().filter(department__in=roles.boards)
    ]


# --- Staff ------------------------------------------------------------------------------------
def _boards_to_ring(user, on: dt.date) -> list[Task]:
    """After three mails a person rings (AAB_PHONE_TASK_DAY days after the deadline), or at once where none arrives.

    The leader has the boards of colleagues who are gone, and those nobody has got an answer from for weeks.
    """
    since = dt.timedelta(days=settings.AAB_PHONE_TASK_DAY)
    mine = Q(initiative__responsible=user)
    if user.employment == Employment.LEADER:
        weeks_ago = on - dt.timedelta(days=settings.AAB_ESCALATION_DAY)
        mine |= Q(initiative__responsible__is_active=False) | Q(deadline_on__lte=weeks_ago)
    asked = list(_open_requests().filter(mine)) if user.is_employee else []
    boards = boards_of([request.department for request in asked]) if asked else {}
    return [
        Task(
            key=f"ring_board:{request.pk}",
            title=gettext("Ring til bestyrelsen i %(department)s") % {"department": request.department.title},
            why=_why_ring(request, boards.get(request.department_id, ())),
            url=reverse("initiatives:resident_enter", args=[request.initiative_id, request.department_id]),
            minutes=5,
            due_on=request.deadline_on + since,
            since=request.asked_on,
        )
        for request in asked
        if request.deadline_on + since <= on or not mailed(boards.get(request.department_id, ()))
    ]


def _why_ring(request: BoardRequest, seats) -> str:
    names = {"name": request.initiative.name, "whom": _whom_to_ring(seats)}
    if mailed(seats):
        return gettext("De har ikke svaret om %(name)s og får ikke flere mails. %(whom)s") % names
    return gettext("De skal svare om %(name)s, og ingen af dem kan få mails. %(whom)s") % names


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


def _answers_to_look_at(user) -> list[Task]:
    """Cases with answers that are to be seen again, and boards that have not been shown a change yet."""
    asked = BoardRequest.objects.filter(
        initiative=OuterRef("initiative"), department=OuterRef("department"), closed_at__isnull=True
    )
    marks = LookAgain.objects.open().filter(
        Q(department__isnull=True) | ~Exists(asked),
        initiative__responsible=user,
        initiative__status__in=LIVE,
    )
    cases: dict[int, list[LookAgain]] = {}
    for mark in marks.select_related("initiative").order_by("marked_at"):
        cases.setdefault(mark.initiative_id, []).append(mark)
    return [_look_again_task(waiting) for waiting in cases.values()]


def _look_again_task(waiting: list[LookAgain]) -> Task:
    initiative = waiting[0].initiative
    boards = [mark for mark in waiting if mark.department_id]
    points = {mark.requirement_key for mark in waiting if not mark.department_id}
    parts = []
    if points:
        parts.append(
            ngettext("%(count)s punkt skal ses igen.", "%(count)s punkter skal ses igen.", len(points))
            % {"count": len(points)}
        )
    if boards:
        parts.append(
            ngettext(
                "%(count)s bestyrelse skal se, hvad der er ændret.",
                "%(count)s bestyrelser skal se, hvad der er ændret.",
                len(boards),
            )
            % {"count": len(boards)}
        )
    page = "initiatives:checklist" if points else "initiatives:residents"
    return Task(
        key=f"look_again:{initiative.pk}",
        title=gettext("Se igen: %(name)s") % {"name": initiative.name},
        why=" ".join(parts),
        url=reverse(page, args=[initiative.pk]),
        minutes=3,
        since=timezone.localdate(waiting[0].marked_at),
    )


def _files_to_renew(user, on: dt.date) -> list[Task]:
    """Files with a last day, from 14 days before it: afterwards they prove nothing (`outdated`).

    Not those of an amendment that is being written: they are those of the case it amends.
    """
    if not user.is_employee:
        return []
    ending = Evidence.objects.current().filter(
        valid_until__lte=on + NOTICE,
        initiative__responsible=user,
        initiative__status__in=LIVE,
        initiative__amends__isnull=True,
    )
    return [
        Task(
            key=f"renew_file:{file.pk}",
            title=gettext("Læg en ny udgave ind: %(file)s") % {"file": file.name},
            why=f"{file.initiative.name}. {said_of(file, on)}",
            url=reverse("initiatives:evidence_about", args=[file.pk]),
            minutes=3,
            due_on=file.valid_until,
        )
        for file in ending.select_related("initiative").order_by("valid_until", "pk")
    ]


def _cases_to_work_on(user, on: dt.date) -> list[Task]:
    """Cases that were sent back, drafts whose departments have all said yes, and approved ones to start."""
    said_yes = ResidentDecision.objects.current().filter(
        initiative=OuterRef("initiative"),
        department=OuterRef("department"),
        result__in=[ResidentDecision.Result.YES, ResidentDecision.Result.YES_WITH_WISHES],
    )
    own = Participation.objects.filter(initiative=OuterRef("pk"), department__organisation__is_own=True)
    cases = Initiative.everything.filter(responsible=user).filter(
        Q(status=Status.RETURNED)
        | Q(Exists(own), ~Exists(own.exclude(Exists(said_yes))), status=Status.DRAFT)
        | Q(status=Status.APPROVED, starts_on__lte=on, amends__isnull=True)
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


def _building_to_use(user, on: dt.date) -> list[Task]:
    """Building projects that start soon: can they be used socially? (policy 3)"""
    tasks = []
    for hint in hints_for(user, on):
        project, department = hint.physicalproject, hint.department
        names = {"department": department.title, "when": in_months(project.starts_on, on)}
        tasks.append(
            Task(
                key=f"synergy:{hint.pk}",
                title=gettext("Byggesag starter i %(department)s %(when)s: kan den bruges socialt?") % names,
                why=gettext(
                    "%(project)s. Det sociale og byggeriet skal tænkes sammen, hvor det kan lade sig gøre."
                )
                % {"project": project.name},
                url=reverse("initiatives:synergy", args=[project.pk, department.pk]),
                minutes=5,
                due_on=project.starts_on,
            )
        )
    return tasks


def _stories(user) -> list[Task]:
    """Stories to look through before everybody may read them, and one's own that were sent back."""
    mine = Q(state=Story.State.RETURNED, written_by=user)
    if user.is_employee:
        serves = Q(department__consultant=user) | Q(department__consultant__isnull=True)
        mine |= Q(serves, state=Story.State.IN_REVIEW)
    tasks = []
    for story in Story.objects.filter(mine).select_related("department__organisation"):
        returned = story.state == Story.State.RETURNED
        title = (
            gettext("Ret historien: %(title)s") if returned else gettext("Læs historien igennem: %(title)s")
        )
        page = "initiatives:story_edit" if returned else "initiatives:story_review"
        tasks.append(
            Task(
                key=f"story:{story.pk}",
                title=title % {"title": story.title},
                why=gettext("Så kan alle læse den.")
                if not returned
                else gettext("AAB har skrevet, hvad der skal rettes."),
                url=reverse(page, args=[story.pk]),
                minutes=5,
                since=timezone.localdate(story.sent_at or story.changed_at),
                role=_as_board(story.department) if returned else "",
            )
        )
    return tasks


# --- Those who decide -------------------------------------------------------------------------
def _cases_to_decide(roles: Roles) -> list[Task]:
    """Cases before the person's bodies, but none the person has prepared."""
    prepared = HistoryEntry.objects.filter(initiative=OuterRef("initiative"), by=roles.user, prepares=True)
    took_part = PartInRound.objects.filter(initiative=OuterRef("initiative"), person=roles.user).filter(
        Q(part=PartInRound.Part.INTERESTED) | Q(part__in=PartInRound.DECIDING, round=OuterRef("round"))
    )
    waiting = Submission.objects.filter(
        ~Q(initiative__created_by=roles.user),
        ~Q(initiative__responsible=roles.user),
        ~Exists(prepared),
        ~Exists(took_part),
        body__in=roles.bodies,
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
