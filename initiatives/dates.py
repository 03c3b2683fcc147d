"""The dates of initiatives themselves: questions to boards, starts and ends, contracts, files, the bodies' meetings."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from accounts.dates import CalendarDate
from accounts.models import User

from .models import (
    AgreementState,
    BoardRequest,
    Department,
    Evidence,
    Initiative,
    MainAgreement,
    Meeting,
    Participation,
    ResidentDecision,
    ResultContract,
    Status,
    StrategicAgreement,
)
from .relook import LIVE
from .residents.answering import UNDECIDED
from .rules import deciding_bodies, works_for_aab

AHEAD = [Status.APPROVED, Status.RUNNING]
"""Cases whose start and end still lie before them."""


def of_person(person: User | None, case: str = "") -> Q:
    """Rows about cases the person answers for, or that take place where the person sits on the board.

    `case` leads from the row to its initiative ("initiative__"). None is everybody.
    """
    if person is None:
        return Q()
    departments = Department.objects.with_board_seat_of(person, timezone.localdate())
    here = Participation.objects.filter(department__in=departments).values("initiative")
    return Q(**{f"{case}responsible": person}) | Q(**{f"{case}pk__in": here})


def of_board(person: User | None) -> Q:
    """Rows of one department: those of the person's own boards, and of the cases the person answers for."""
    if person is None:
        return Q()
    departments = Department.objects.with_board_seat_of(person, timezone.localdate())
    return Q(initiative__responsible=person) | Q(department__in=departments)


def dates_for(person: User | None, first: dt.date, last: dt.date) -> list[CalendarDate]:
    """A constant number of queries, however many dates there are."""
    return [
        *_questions(person, first, last),
        *_days_to_ask_residents(person, first, last),
        *_starts_and_ends(person, first, last),
        *_contracts(person, first, last),
        *_agreements(person, first, last),
        *_files(person, first, last),
        *_meetings(person, first, last),
    ]


def _questions(person, first, last):
    found = BoardRequest.objects.filter(
        of_board(person), closed_at=None, deadline_on__range=(first, last), initiative__status__in=UNDECIDED
    )
    return [
        CalendarDate(
            row.deadline_on,
            gettext("Svar om beboernes beslutning: %(name)s (%(department)s)")
            % {"name": row.initiative.name, "department": row.department.title},
            f"question-{row.pk}",
            reverse("initiatives:resident_answer", args=[row.initiative_id, row.department_id])
            if person is None or row.initiative.responsible_id != person.pk
            else reverse("initiatives:residents", args=[row.initiative_id]),
        )
        for row in found.select_related("initiative", "department__organisation")
    ]


def _days_to_ask_residents(person, first, last):
    found = ResidentDecision.objects.current().filter(
        of_board(person),
        form=ResidentDecision.Form.NOT_ASKED,
        will_ask_on__range=(first, last),
        initiative__status__in=UNDECIDED,
    )
    return [
        CalendarDate(
            row.will_ask_on,
            gettext("Spørg beboerne: %(name)s (%(department)s)")
            % {"name": row.initiative.name, "department": row.department.title},
            f"ask-residents-{row.initiative_id}-{row.department_id}",
            row.initiative.get_absolute_url(),
        )
        for row in found.select_related("initiative", "department__organisation")
    ]


def _starts_and_ends(person, first, last):
    window = Q(starts_on__range=(first, last)) | Q(ends_on__range=(first, last))
    found = Initiative.objects.filter(of_person(person), window, status__in=AHEAD)
    dates = []
    for row in found:
        days = (
            ("start", row.starts_on, gettext("Indsats starter: %(name)s")),
            ("end", row.ends_on, gettext("Indsats slutter: %(name)s")),
        )
        dates += _within(days, row.name, row.pk, row.get_absolute_url(), first, last)
    return dates


def _contracts(person, first, last):
    """Result contracts are staff's: a board has no part in them."""
    if person is not None and not works_for_aab(person):
        return []
    mine = Q() if person is None else Q(partnership__initiative__responsible=person)
    found = ResultContract.objects.filter(
        _a_day_of_it(first, last),
        mine,
        state=ResultContract.State.SIGNED,
        partnership__initiative__status__in=[*AHEAD, Status.PAUSED],
    )
    dates = []
    for row in found.select_related("partnership__partner", "partnership__initiative"):
        case = row.partnership.initiative
        name = f"{row.partnership.partner.name}, {case.name}"
        days = (
            ("contract", row.ends_on, gettext("Resultatkontrakt slutter: %(name)s")),
            ("contract-follow-up", row.next_follow_up_on, gettext("Følg op på resultatkontrakt: %(name)s")),
        )
        page = reverse("initiatives:contracts", args=[case.pk])
        dates += _within(days, name, row.pk, page, first, last)
    return dates


def _agreements(person, first, last):
    """The other agreements that hold: of the cases a person answers for, and all staff's with municipalities."""
    if person is not None and not works_for_aab(person):
        return []
    of_cases = StrategicAgreement.objects.filter(
        _a_day_of_it(first, last),
        of_person(person, "initiative__"),
        state=AgreementState.SIGNED,
        initiative__status__in=[*AHEAD, Status.PAUSED],
    )
    main = MainAgreement.objects.filter(_a_day_of_it(first, last), state=AgreementState.SIGNED)
    pages = [
        ("agreement", row, reverse("initiatives:strategic_agreement", args=[row.initiative_id, row.pk]))
        for row in of_cases
    ]
    pages += [("main-agreement", row, reverse("initiatives:main_agreement", args=[row.pk])) for row in main]
    dates = []
    for what, row, page in pages:
        days = (
            (what, row.ends_on, gettext("Aftale slutter: %(name)s")),
            (f"{what}-follow-up", row.next_follow_up_on, gettext("Følg op på aftale: %(name)s")),
        )
        dates += _within(days, row.title, row.pk, page, first, last)
    return dates


def _files(person, first, last):
    """The last days of files that prove something: for whoever answers for the case, who must find a new one."""
    if person is not None and not works_for_aab(person):
        return []
    mine = Q() if person is None else Q(initiative__responsible=person)
    found = Evidence.objects.current().filter(
        mine,
        valid_until__range=(first, last),
        initiative__status__in=LIVE,
        initiative__amends__isnull=True,
    )
    return [
        CalendarDate(
            row.valid_until,
            gettext("Sidste dag for bilag: %(file)s (%(name)s)")
            % {"file": row.name, "name": row.initiative.name},
            f"file-{row.pk}",
            reverse("initiatives:evidence_about", args=[row.pk]),
        )
        for row in found.select_related("initiative")
    ]


def _a_day_of_it(first, last) -> Q:
    return Q(ends_on__range=(first, last)) | Q(next_follow_up_on__range=(first, last))


def _within(days, name: str, pk: int, page: str, first, last) -> list[CalendarDate]:
    return [
        CalendarDate(day, title % {"name": name}, f"{what}-{pk}", page)
        for what, day, title in days
        if day and first <= day <= last
    ]


def _meetings(person, first, last):
    """Meetings of the bodies that decide, and the last day to send a case: for staff and their members."""
    if person is None or works_for_aab(person):
        mine = Q(body__decides=True)
    elif bodies := deciding_bodies(person):
        mine = Q(body__in=bodies)
    else:
        return []
    window = Q(held_on__range=(first, last)) | Q(cut_off_on__range=(first, last))
    dates = []
    for row in Meeting.objects.filter(mine, window).select_related("body"):
        days = (
            ("meeting", row.held_on, gettext("Møde: %(body)s")),
            ("cut-off", row.cut_off_on, gettext("Send sager senest i dag: %(body)s")),
        )
        dates += [
            CalendarDate(
                day, title % {"body": row.body.name}, f"{what}-{row.pk}", reverse("initiatives:list")
            )
            for what, day, title in days
            if first <= day <= last
        ]
    return dates
