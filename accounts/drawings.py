"""Where things lie in the portal's small drawings. Numbers in, places in pixels out."""

from dataclasses import dataclass
from decimal import Decimal

from accounts.forms.numbers import write_number

Number = int | float | Decimal

GOAL_WIDTH = 240
_LEFT, _RIGHT = 26, 214
_CLOSE = 64  # two words of 14 px need this much between their middles


@dataclass(frozen=True)
class Mark:
    """A number on the goal line: its place, the words at it and on which side of it they stand."""

    x: int
    text: str
    anchor: str = "middle"


@dataclass(frozen=True)
class GoalLine:
    """Start, now and target on one line. `now` is None until somebody has measured."""

    start: Mark
    target: Mark
    now: Mark | None


def goal_line(start: Number, target: Number, now: Number | None, now_word: str, target_word: str) -> GoalLine:
    """Places start, now and target between the ends of the line, whichever of them is largest."""
    numbers = [Decimal(str(n)) for n in (start, target, now) if n is not None]
    lowest, highest = min(numbers), max(numbers)

    def place(number: Number) -> int:
        if highest == lowest:
            return (_LEFT + _RIGHT) // 2
        return round(_LEFT + float((Decimal(str(number)) - lowest) / (highest - lowest)) * (_RIGHT - _LEFT))

    start_mark = _mark(place(start), short(start))
    target_mark = _mark(place(target), f"{target_word} {short(target)}")
    if abs(start_mark.x - target_mark.x) < _CLOSE:  # one text for both, for two would lie on each other
        both = [start_mark.text, target_mark.text]
        if target_mark.x < start_mark.x:
            both.reverse()
        start_mark = Mark(start_mark.x, "")
        target_mark = _mark(target_mark.x, " · ".join(both))
    now_mark = None if now is None else _mark(place(now), f"{now_word} {short(now)}")
    return GoalLine(start=start_mark, target=target_mark, now=now_mark)


def _mark(x: int, text: str) -> Mark:
    """Words near an end of the line lean inwards, so that none is cut off."""
    if x < _LEFT + 40:
        return Mark(x, text, "start")
    if x > _RIGHT - 40:
        return Mark(x, text, "end")
    return Mark(x, text)


def short(number: Number) -> str:
    """The number as people write it."""
    return write_number(Decimal(str(number)))


@dataclass(frozen=True)
class MoneyBar:
    """A budget as one bar: spent is filled, granted is hatched, the frame is the whole. In per cent."""

    spent: int
    granted: int


def money_bar(total: Number, spent: Number, granted: Number) -> MoneyBar:
    """Shares of the whole; more than the whole fills the bar and no more."""

    def share(part: Number) -> int:
        return max(0, min(100, round(100 * float(part) / float(total)))) if total else 0

    return MoneyBar(spent=share(spent), granted=share(granted))
