"""Reading a day the way people write it."""

import re
from datetime import date

from django.utils import timezone

_MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_ENGLISH = {"may": "maj", "oct": "okt"}
EARLIEST, LATEST = 1900, 2100


def read_day(boxes: list[str]) -> date | None:
    """The day in three boxes, or in the first one alone ("14/9/25"); None when there is no such day."""
    parts = [box for box in boxes if box]
    if len(parts) == 1:
        parts = [part for part in re.split(r"[\s./\-]+", parts[0].strip(" .")) if part]
    if len(parts) != 3:
        return None
    if len(parts[0]) == 4:  # 2025-09-14, as from a spreadsheet
        parts.reverse()
    day, month, year = _number(parts[0]), _month(parts[1]), _year(parts[2])
    if day is None or month is None or year is None:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _number(text: str) -> int | None:
    text = text.strip(" .")
    return int(text) if re.fullmatch(r"[0-9]{1,4}", text) else None


def _month(text: str) -> int | None:
    number = _number(text)
    if number is not None:
        return number
    start = text.strip(" .").lower()[:3]
    start = _ENGLISH.get(start, start)
    return _MONTHS.index(start) + 1 if start in _MONTHS else None


def _year(text: str) -> int | None:
    """Two digits mean the century that lies nearest: up to twenty years ahead, else behind."""
    text = text.strip(" .")
    number = _number(text)
    if number is None or len(text) not in (2, 4):
        return None
    if len(text) == 2:
        number += 2000
        if number > timezone.localdate().year + 20:
            number -= 100
    return number if EARLIEST <= number <= LATEST else None
