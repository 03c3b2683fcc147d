"""A page of a long list, without counting what nobody needs to know exactly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

MOST_COUNTED = 1000
"""A count stops here and reads "mere end 1.000": counting ten thousand rows costs more than showing 25."""

HIGHEST_PAGE = 10_000


@dataclass(frozen=True)
class Page:
    """Some rows of a list, and how to get to the ones before and after."""

    rows: list[Any]
    number: int
    count: int
    is_more_than_count: bool
    has_next: bool
    previous_url: str
    next_url: str


def page_of(queryset: QuerySet, params: QueryDict, *, size: int) -> Page:
    """The page that the parameter `side` asks for; the first when there is no such page. Two queries."""
    number = _number(params.get("side", ""))
    rows = list(queryset[(number - 1) * size : number * size + 1])
    if not rows and number > 1:
        number = 1
        rows = list(queryset[: size + 1])
    counted = queryset.order_by().values("pk")[: MOST_COUNTED + 1].count()
    return Page(
        rows=rows[:size],
        number=number,
        count=min(counted, MOST_COUNTED),
        is_more_than_count=counted > MOST_COUNTED,
        has_next=len(rows) > size,
        previous_url=_url(params, number - 1) if number > 1 else "",
        next_url=_url(params, number + 1) if len(rows) > size else "",
    )


def _number(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) < 6:
        return min(max(int(text), 1), HIGHEST_PAGE)
    return 1


def _url(params: QueryDict, number: int) -> str:
    asked = params.copy()
    asked.pop("side", None)
    if number > 1:
        asked["side"] = str(number)
    return "?" + asked.urlencode()
