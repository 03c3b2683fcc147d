"""Dividing money so that no øre is lost: by the largest remainder."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

ORE = Decimal("0.01")


def kroner_of(value: Decimal) -> Decimal:
    """An amount as it is kept: whole øre, half up. Used once, where a figure enters."""
    return value.quantize(ORE, ROUND_HALF_UP)


def split(amount: Decimal, weights: list[int]) -> list[Decimal]:
    """`amount` kroner divided in proportion to `weights`; the parts add up to it, to the øre.

    Each part is first rounded down; the øre left over go to the parts with the largest remainders, the
    first of equals. Raises ValueError when there is no weight to divide by.
    """
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        raise ValueError("split() needs weights of which at least one is above zero")
    ore = int(amount * 100)
    shares = [divmod(ore * weight, whole) for weight in weights]
    parts = [share for share, _rest in shares]
    left = ore - sum(parts)
    order = sorted(range(len(weights)), key=lambda place: (-shares[place][1], place))
    for place in order[:left]:
        parts[place] += 1
    return [Decimal(part) * ORE for part in parts]


def days_by_year(first: dt.date, last: dt.date) -> dict[int, int]:
    """How many days of the period lie in each calendar year, both ends included."""
    found = {}
    for year in range(first.year, last.year + 1):
        start, end = max(first, dt.date(year, 1, 1)), min(last, dt.date(year, 12, 31))
        found[year] = (end - start).days + 1
    return found
