"""What the public pages read. Nothing here depends on who asks, and nothing here is a live case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext

from .fields import danish_sort_key
from .models import (
    Department,
    Initiative,
    Participation,
    PublicCard,
    PublishedStory,
    Status,
    SupportService,
    VolunteerActivity,
    Weekday,
)
from .supporting import services_of

NEAREST = 8
KNOWN_FOR = 60  # seconds


def departments() -> QuerySet:
    """AAB's own departments, in the order people look for them."""
    return Department.objects.own().standing().select_related("organisation").order_by("sort_key")


@dataclass(frozen=True)
class Found:
    """What somebody looking for their department gets: the one, or some that look like it."""

    exact: Department | None
    near: list[Department]


def find_department(words: str) -> Found:
    """By number ("58", "Afd. 58", "95 II"), by address or by name. Every word must be somewhere."""
    text = " ".join(words.split())[:100]
    for prefix in ("afdeling", "afd.", "afd"):
        if text.lower().startswith(prefix):
            text = text[len(prefix) :].strip()
    if not text:
        return Found(None, [])
    key = danish_sort_key(text)
    named = Department.objects.own().select_related("organisation", "merged_into__organisation")
    exact = named.filter(sort_key=key).first()
    if exact:
        return Found(exact.merged_into or exact, [])
    places = Q()
    street = [word for word in text.split() if not word.isdigit()] or text.split()
    for word in street:
        places &= Q(address__icontains=word) | Q(name__icontains=word) | Q(municipality__icontains=word)
    near = list(departments().filter(places)[:NEAREST])
    if not near and text.split()[0].isdigit():
        wanted = int(text.split()[0][:6])
        numbered = [(abs(int(d.number) - wanted), d) for d in departments() if d.number.isdigit()]
        near = [d for _far, d in sorted(numbered, key=lambda pair: pair[0])[:NEAREST]]
    return Found(near[0] if len(near) == 1 else None, near)


def activities(on: dt.date) -> QuerySet:
    """What one can join: by weekday, then the hour; what has no weekday comes last."""
    found = VolunteerActivity.objects.public().select_related("department__organisation")
    return found.order_by(
        F("weekday").asc(nulls_last=True), F("starts_at").asc(nulls_last=True), "name", "pk"
    ).defer("what", "example")


@dataclass(frozen=True)
class Day:
    """The activities of one day of the week."""

    title: str
    activities: list[VolunteerActivity]


def by_day(found: Iterable[VolunteerActivity]) -> list[Day]:
    days: list[Day] = []
    for activity in found:
        title = str(Weekday(activity.weekday).label) if activity.weekday else gettext("Andre dage")
        if not days or days[-1].title != title:
            days.append(Day(title, []))
        days[-1].activities.append(activity)
    return days


@dataclass(frozen=True)
class AtAGlance:
    """Everything a department's public page shows. Four queries."""

    department: Department
    activities: list[VolunteerActivity]
    stories: list[PublishedStory]
    cards: list[PublicCard]
    debt: list[SupportService]
    others: list[SupportService]

    @property
    def is_empty(self) -> bool:
        return not (self.activities or self.stories or self.cards or self.debt or self.others)


def at_a_glance(department: Department, on: dt.date) -> AtAGlance:
    # Who helps and when changes a few times a year; a minute late is soon enough.
    services = dict(
        cache.get_or_set(f"public.services:{department.pk}", lambda: services_of(department, on), KNOWN_FOR)
    )
    debt = services.pop(SupportService.Kind.DEBT_COUNSELLING, [])
    cards = PublicCard.objects.filter(
        initiative__participations__department=department, initiative__status=Status.RUNNING
    )
    joined = list(activities(on).filter(department=department).select_related(None))
    for activity in joined:
        activity.department = department  # known already: no need to read it again with each
    return AtAGlance(
        department=department,
        activities=joined,
        stories=list(PublishedStory.objects.current().for_cards().filter(department=department)[:6]),
        cards=list(cards.order_by("title")),
        debt=debt,
        others=[service for found in services.values() for service in found],
    )


def numbers(on: dt.date) -> dict[str, int]:
    """Three counts for the front page. Counts only: nothing about a case."""
    running = Initiative.objects.filter(status=Status.RUNNING)
    return {
        "initiatives": running.count(),
        "departments": Participation.objects.filter(
            initiative__status=Status.RUNNING, department__organisation__is_own=True
        )
        .values("department")
        .distinct()
        .count(),
        "activities": VolunteerActivity.objects.public().count(),
    }
