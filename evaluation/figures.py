"""Figures and days in words: "40 personer", "60 procent", "4 procentpoint mere", "inden udgangen af juni"."""

from __future__ import annotations

import calendar
import datetime as dt
from decimal import Decimal

from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.formats import number_format
from django.utils.translation import get_language, gettext, pgettext

from accounts.templatetags.portal import day

from .models import SuccessCriterion

Unit = SuccessCriterion.Unit


def number(value: Decimal) -> str:
    """The figure as it is read: "12.500", "3,5"; no empty decimals."""
    value = Decimal(value).normalize()
    decimals = max(0, -value.as_tuple().exponent)
    return number_format(value, decimals, use_l10n=True, force_grouping=True)


def unit_word(criterion: SuccessCriterion) -> str:
    """The word after the figure: "personer", "procent", "procentpoint", "kr."; empty for a bare count."""
    match criterion.unit:
        case Unit.COUNT:
            return criterion.counted
        case Unit.KRONER:
            return gettext("kr.")
        case Unit.MILESTONE:
            return ""
    return criterion.get_unit_display()


def amount(value: Decimal, criterion: SuccessCriterion) -> str:
    """ "40 personer", "60 procent", "12.500 kr."; a bare number where nobody has said what is counted.

    "sket" for a milestone.
    """
    if criterion.is_milestone:
        return happened(value)
    return f"{number(value)} {unit_word(criterion)}".strip()


def happened(value: Decimal) -> str:
    """A milestone in words: 1 is "sket", everything else "ikke sket endnu"."""
    return gettext("sket") if value == 1 else gettext("ikke sket endnu")


def difference(criterion: SuccessCriterion, before: Decimal, after: Decimal) -> str:
    """How far one figure lies from another: "7 personer mere", "4 procentpoint mindre", "det samme".

    From 34 to 38 percent is 4 percentage points, not 4 percent.
    """
    if after == before:
        return gettext("det samme")
    if criterion.is_milestone:
        return happened(after)
    word = gettext("procentpoint") if criterion.unit == Unit.PERCENT else unit_word(criterion)
    step = f"{number(abs(after - before))} {word}".strip()
    if after > before:
        return gettext("%(step)s mere") % {"step": step}
    return gettext("%(step)s mindre") % {"step": step}


def whole_day(when: dt.date) -> str:
    """ "20. november 2026", for what is kept and read years later."""
    return format_date(when, "j. F Y" if get_language() == "da" else "j F Y")


def by_when(when: dt.date) -> str:
    """ "udgangen af juni" for the last day of a month, otherwise the day: to be set after "inden"."""
    if when.day != calendar.monthrange(when.year, when.month)[1]:
        return day(when)
    month = format_date(when, "F" if when.year == timezone.localdate().year else "F Y")
    return pgettext("inden", "udgangen af %(month)s") % {"month": month}
