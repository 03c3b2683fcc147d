"""A department's own page (B1): what happens with us, what is missing, who sits on the board.

For the department's board and for staff. Anybody else reads what everybody may read.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_safe

from aab_social import todo
from initiatives import rules
from initiatives.departments.rounds import waits
from initiatives.departments.todo import as_board
from initiatives.models import (
    AdviceRequest,
    BoardRequest,
    BoardSeat,
    Department,
    Initiative,
    PhysicalProject,
    Status,
    Story,
    SupportService,
    VolunteerActivity,
)
from initiatives.residents.answering import UNDECIDED
from initiatives.roles import Roles
from initiatives.supporting import services_by_department
from initiatives.todo import Task

from .waiting import remember

MOST_TASKS = 5
MOST_STORIES = 5
ON_THE_WAY = (Status.SUBMITTED, Status.APPROVED)
# What goes on comes first, what has ended last.
_FIRST = [
    Status.RUNNING,
    Status.PAUSED,
    Status.APPROVED,
    Status.SUBMITTED,
    Status.RETURNED,
    Status.DRAFT,
    Status.CLOSED,
]


@dataclass(frozen=True)
class Card:
    """One of the four: a word with an icon and a tone, one or two lines, and where to go."""

    title: str
    word: str
    icon: str
    tone: str
    lines: tuple[str, ...] = ()
    action: str = ""
    url: str = ""


@require_safe
def our_department(request: HttpRequest) -> HttpResponse:
    """ "Vores afdeling" in the bar: straight home for a board; a choice for those who sit on two."""
    boards = rules.board_departments(request.user)
    if len(boards) == 1:
        return redirect("department_home", boards[0].address_number)
    return render(request, "pages/our_department.html", {"boards": boards})


@require_safe
def department_home(request: HttpRequest, number: str) -> HttpResponse:
    department = get_object_or_404(Department.objects.at_address(number).select_related("consultant"))
    on = timezone.localdate()
    roles = Roles(request.user, on)
    is_mine = department.pk in roles.boards
    if not is_mine and not rules.works_for_aab(request.user):
        return _as_everybody_sees_it(request, department, on)
    activities = list(department.volunteer_activities.ongoing().select_related("area").order_by("name"))
    initiatives = _initiatives(department, request.user, on)
    asked = _asked(department)
    everything = todo.waiting_for(request.user, on, roles) if is_mine else []
    if is_mine:
        remember(request.user, everything)
    waiting = _tasks(everything, department)
    soon = _tasks(todo.coming_soon(request.user, on, roles), department) if is_mine else []
    projects = list(
        PhysicalProject.objects.filter(departments=department)
        .exclude(ends_on__lt=on)
        .order_by("starts_on", "name")
    )
    seats = BoardSeat.objects.in_office(on).filter(department=department).select_related("person")
    stories = Story.objects.filter(department=department).exclude(state=Story.State.TAKEN_DOWN)
    context = {
        "department": department,
        "today": on,
        "is_mine": is_mine,
        "works_here": rules.works_for_aab(request.user),
        "waiting": waiting[:MOST_TASKS],
        "more_waiting": max(0, len(waiting) - MOST_TASKS),
        "next_date": _next_date(waiting + soon, on),
        "cards": [
            _debt(department, on),
            _volunteers(department, activities, on),
            _building(department, projects),
            _cases(department, initiatives, asked),
        ],
        "activities": activities,
        "initiatives": initiatives,
        "projects": projects,
        "stories": list(stories.order_by("-changed_at", "-pk")[:MOST_STORIES]),
        "questions": AdviceRequest.objects.open().filter(department=department).count(),
        "seats": sorted(seats, key=_by_office),
    }
    return render(request, "pages/department.html", context)


def _by_office(seat: BoardSeat) -> tuple:
    return list(BoardSeat.Office).index(seat.office), seat.person.name


def _as_everybody_sees_it(request: HttpRequest, department: Department, on: dt.date) -> HttpResponse:
    """Not one's own department: nothing but what any passer-by may read."""
    context = {
        "department": department,
        "activities": VolunteerActivity.objects.public().filter(department=department).order_by("name"),
        "today": on,
    }
    return render(request, "pages/department_from_outside.html", context)


def _initiatives(department: Department, user, on: dt.date) -> list[Initiative]:
    """Those the reader may see in the department, without the ones that came to nothing."""
    seen = Initiative.objects.visible_to(user, on).filter(departments=department)
    found = seen.exclude(status__in=[Status.DECLINED, Status.WITHDRAWN]).order_by("sort_key")
    return sorted(found, key=lambda case: _FIRST.index(case.status))


def _asked(department: Department) -> int:
    """How many questions about the residents wait for the board."""
    return BoardRequest.objects.filter(
        department=department,
        closed_at__isnull=True,
        initiative__status__in=UNDECIDED,
        initiative__participations__department=department,
    ).count()


def _tasks(tasks: list[Task], department: Department) -> list[Task]:
    """Those the person has as this board, out of all roles."""
    role = as_board(department)
    return [task for task in tasks if task.role == role]


def _next_date(tasks: list[Task], on: dt.date) -> Task | None:
    ahead = [task for task in tasks if task.due_on and task.due_on >= on]
    return min(ahead, key=lambda task: task.due_on, default=None)


# --- The four cards ---------------------------------------------------------------------------
def _debt(department: Department, on: dt.date) -> Card:
    """Counselling for those who cannot pay: when it is, or how one gets it."""
    title = gettext("Gældsrådgivning")
    found = services_by_department([department], on)[department.pk].get(
        SupportService.Kind.DEBT_COUNSELLING, []
    )
    if found:
        return Card(title, gettext("Ja"), "check", "t", tuple(service.in_words for service in found[:2]))
    return Card(
        title,
        gettext("Nej"),
        "empty",
        "o",
        (
            gettext(
                "Ring til os, hvis en nabo har svært ved at betale huslejen. Spørg, hvordan I kan få den."
            ),
        ),
        gettext("Bed om hjælp"),
        reverse("initiatives:help_wanted", args=[department.address_number]),
    )


def _volunteers(department: Department, activities: list[VolunteerActivity], on: dt.date) -> Card:
    url = reverse("initiatives:activities", args=[department.address_number])
    title = gettext("Frivilligt arbejde")
    if not activities:
        return Card(
            title,
            gettext("Ikke beskrevet"),
            "empty",
            "o",
            (gettext("Skriv jeres første aktivitet ind. Det tager 3 minutter."),),
            gettext("Beskriv frivilligt arbejde"),
            reverse("initiatives:activity_new", args=[department.address_number]),
        )
    described = ngettext("%(n)s beskrevet", "%(n)s beskrevet", len(activities)) % {"n": len(activities)}
    old = sum(waits(activity, on) for activity in activities)
    if old:
        word = ngettext("%(n)s skal ses efter", "%(n)s skal ses efter", old) % {"n": old}
        return Card(title, word, "warning", "o", (described,), gettext("Se, om det passer"), url)
    return Card(title, described, "check", "t", (), gettext("Se listen"), url)


def _building(department: Department, projects: list[PhysicalProject]) -> Card:
    """What is built here, and the question of policy point 3: AAB answers it, but the ideas are the board's."""
    title = gettext("Byggesager")
    if not projects:
        return Card(
            title,
            gettext("Ingen lige nu"),
            "minus",
            "n",
            (gettext("Når der kommer en, ser vi på, om den kan bruges socialt."),),
        )
    word = ngettext("%(n)s byggesag", "%(n)s byggesager", len(projects)) % {"n": len(projects)}
    lines = tuple(f"{project.name}{_years(project)}" for project in projects[:3])
    more = ngettext("%(n)s mere", "%(n)s mere", len(projects) - 3) % {"n": len(projects) - 3}
    lines += (more,) if len(projects) > 3 else ()
    question = ngettext(
        "Kan den bruges socialt? Skriv jeres idé", "Kan de bruges socialt? Skriv jeres idé", len(projects)
    )
    url = reverse("initiatives:help_wanted", args=[department.address_number])
    return Card(title, word, "building", "n", lines, question, url)


def _years(project: PhysicalProject) -> str:
    """ ", 2026-2027" where the years are known."""
    years = sorted({when.year for when in (project.starts_on, project.ends_on) if when})
    return f", {'-'.join(map(str, years))}" if years else ""


def _cases(department: Department, initiatives: list[Initiative], asked: int) -> Card:
    title, url = gettext("Indsatser"), reverse("initiatives:list")
    running = sum(case.status == Status.RUNNING for case in initiatives)
    coming = sum(case.status in ON_THE_WAY for case in initiatives)
    lines = []
    if running:
        lines.append(ngettext("%(n)s i gang", "%(n)s i gang", running) % {"n": running})
    if coming:
        lines.append(ngettext("%(n)s på vej", "%(n)s på vej", coming) % {"n": coming})
    if asked:
        word = ngettext("%(n)s venter på jer", "%(n)s venter på jer", asked) % {"n": asked}
        return Card(title, word, "warning", "o", tuple(lines), gettext("Se indsatserne"), url)
    if not lines:
        return Card(
            title,
            gettext("Ingen endnu"),
            "empty",
            "n",
            (gettext("Har I en idé? Så ring til os, eller bed om hjælp."),),
            gettext("Se andres indsatser"),
            url,
        )
    return Card(title, lines[0], "play", "g", tuple(lines[1:]), gettext("Se indsatserne"), url)
