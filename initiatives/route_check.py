"""The route check: what would leave a case lying, told to administrators when the route is saved."""

from __future__ import annotations

import datetime as dt
from itertools import combinations

from django.conf import settings
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from .bodies import Member, members_of
from .models import EDITABLE, BoardSeat, Body, HistoryEntry, Initiative, RouteStep, Status, Submission
from .route import default_steps
from .wording import in_sentence, listed

Bodies = dict[Body, list[Member]]


def route_problems(on: dt.date) -> list[str]:
    """Sentences about the route as it stands on the day `on`; none when a case can always be decided."""
    bodies = {body: members_of(body, on) for body in _bodies_of_the_route()}
    return [
        *_without_members(bodies),
        *_same_person_twice(bodies),
        *_only_the_preparer(bodies),
        *_holidays(bodies, on),
    ]


def _bodies_of_the_route() -> list[Body]:
    steps = [step.body for step in RouteStep.objects.select_related("body")]
    return steps or list(Body.objects.filter(decides=True, kind__in=[kind for kind, _c in default_steps()]))


def _without_members(bodies: Bodies) -> list[str]:
    return [
        gettext("%(body)s har ingen medlemmer i dag. Ingen kan beslutte de sager, der kommer dertil.")
        % {"body": body.name}
        for body, members in bodies.items()
        if not members
    ]


def _same_person_twice(bodies: Bodies) -> list[str]:
    """Two steps are decided by two people; one who sits in both can only take one of them."""
    found = []
    for (first, ours), (second, theirs) in combinations(bodies.items(), 2):
        there = {member.person.pk for member in theirs}
        found += [
            gettext(
                "%(person)s kan beslutte både hos %(first)s og %(second)s. Skal en sag igennem begge, må det "
                "være to forskellige personer."
            )
            % {
                "person": member.person,
                "first": in_sentence(first.name),
                "second": in_sentence(second.name),
            }
            for member in ours
            if member.person.pk in there
        ]
    return found


def _only_the_preparer(bodies: Bodies) -> list[str]:
    """Open cases where everybody of the body has worked on the case, so that nobody there may decide it.

    Of a draft nobody knows yet where it goes; it counts where one person alone makes up the body.
    """
    found = []
    for body, members in bodies.items():
        count = _prepared_by_all(body, [member.person.pk for member in members])
        if count:
            found.append(
                ngettext(
                    "%(count)s sag kan ingen hos %(body)s beslutte, fordi alle dér selv har arbejdet på den: "
                    "%(names)s. Skriv flere medlemmer eller en stedfortræder ind.",
                    "%(count)s sager kan ingen hos %(body)s beslutte, fordi alle dér selv har arbejdet på dem: "
                    "%(names)s. Skriv flere medlemmer eller en stedfortræder ind.",
                    count,
                )
                % {
                    "names": listed(member.person for member in members),
                    "body": in_sentence(body.name),
                    "count": count,
                }
            )
    return found


def _prepared_by_all(body: Body, people: list[int]) -> int:
    if not people:
        return 0
    lying = Submission.objects.filter(body=body, decision__isnull=True).values("initiative")
    open_ones = Q(status=Status.SUBMITTED, pk__in=lying)
    if len(people) == 1:
        open_ones |= Q(status__in=EDITABLE)
    cases = Initiative.objects.filter(open_ones)
    for person in people:
        worked = HistoryEntry.objects.filter(by=person, prepares=True).values("initiative")
        cases = cases.filter(Q(created_by=person) | Q(responsible=person) | Q(pk__in=worked))
    return cases.count()


# --- Holidays -------------------------------------------------------------------------------
def _holidays(bodies: Bodies, on: dt.date) -> list[str]:
    """In a holiday one person alone is as good as nobody, unless a deputy stands in."""
    found = []
    for first, last in _coming_holidays(on):
        for body in bodies:
            if not bodies[body]:
                continue
            sitting, deputies = _there_throughout(body, first, last)
            names = {"body": in_sentence(body.name), "month": date_format(first, "F Y")}
            if not sitting and not deputies:
                found.append(gettext("Ingen kan beslutte hos %(body)s i %(month)s.") % names)
            elif len(sitting) == 1 and not deputies:
                found.append(
                    gettext(
                        "Kun %(person)s kan beslutte hos %(body)s i %(month)s. Skriv en stedfortræder ind, så "
                        "sagerne ikke ligger stille i ferien."
                    )
                    % (names | {"person": sitting[0]})
                )
    return found


def _coming_holidays(on: dt.date) -> list[tuple[dt.date, dt.date]]:
    """The next year's holiday periods: (first day, last day)."""
    found = []
    for (month, day), (until_month, until_day) in settings.AAB_MAIL_QUIET_PERIODS:
        for year in (on.year, on.year + 1):
            first = dt.date(year, month, day)
            last = dt.date(year + (until_month < month), until_month, until_day)
            if on <= last and first <= on + dt.timedelta(days=365):
                found.append((first, last))
    return sorted(found)


def _there_throughout(body: Body, first: dt.date, last: dt.date) -> tuple[list, list]:
    """The members whose term covers the whole period, and the deputies who stand in during it."""
    if body.department_id:
        seats = BoardSeat.objects.in_office(first).filter(department=body.department_id)
    else:
        seats = body.seats.in_office(first)
    seats = seats.filter(Q(until_on__isnull=True) | Q(until_on__gte=last)).select_related("person")
    deputies = body.deputies.filter(from_on__lte=last, until_on__gte=first, person__is_active=True)
    return [seat.person for seat in seats], list(deputies)
