"""What an invented initiative of the demo is: its facts, its answers, and how far it has come."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Goal:
    """A success criterion. `target_after` is days from the start; `readings` are (days ago, figure, remark)."""

    name: str
    baseline: int
    target: int
    method: str
    unit: str = "count"
    counted: str = ""
    direction: str = "up"
    readings: tuple[tuple[int, int, str], ...] = ()


@dataclass(frozen=True)
class Kind:
    """What initiatives of one sort have in common: why, what the municipality does, and what is known."""

    area: str
    own: str  # 1.3: what is up to the department
    daily: str  # 2.1: what gets easier in daily operation
    municipal: str  # 5.1: the municipality's task
    ours: str  # 5.1: what we add
    bridge: str  # 5.1: how the two meet
    source: str  # 6.1: how we know that it works
    carries_on: str  # 6.4
    costs_then: str  # 6.4
    went_well: str
    was_hard: str
    volunteers: str = ""  # 1.4
    debt: str = ""  # 2.2


@dataclass(frozen=True)
class Story:
    """One invented initiative. Days are counted from the day the demo is loaded; before it they are negative.

    `residents` says what each department answered: "yes", "yes_with_wishes", "no", "later" (not asked
    yet, will be), "waiting" (asked, no answer) or "" (not asked); departments not named said yes.
    `skip` are points that are left undone.
    """

    name: str
    kind: Kind
    summary: str
    departments: tuple[str, ...]
    starts: int
    ends: int | None
    costs: tuple[tuple[str, int], ...]
    funding: tuple[tuple[str, int, str], ...]  # (source, kroner, state)
    goals: tuple[Goal, ...]
    status: str
    by: str = "mette"
    target_group: str = ""
    areas: tuple[str, ...] = ()  # besides the kind's own
    partners: tuple[tuple[str, str, str], ...] = ()  # (name, role, contact)
    contracts: dict[str, str] = field(default_factory=dict)  # {authority: signed | not_obtained | discussed}
    pilot: tuple[str, str] | None = None  # (what to learn, what makes us stop)
    rhythm: str = "quarterly"
    answered_by: str = "board"
    evaluation_due: int | None = None  # an evaluation falls on that day
    explanations: dict[str, str] = field(default_factory=dict)
    residents: dict[str, str] = field(default_factory=dict)
    wishes: str = ""
    links: dict[str, str] = field(default_factory=dict)  # {building case: how they meet}
    skip: tuple[str, ...] = ()
    created: int | None = None
    asked: int | None = None
    sent: int | None = None
    ended: int | None = None
    words: str = ""
    points: tuple[str, ...] = ()
    leave_open: bool = False  # nobody has answered the newest evaluation
    went: str = "well"
    verdict: str = "worked"
    stopped: str = ""  # why it was stopped early
    carried_on_by: str = ""
    money_left: int = 0

    @property
    def from_aab(self) -> int:
        """Kroner asked of AAB."""
        return sum(amount for source, amount, _state in self.funding if source.startswith("AAB"))


HALF_YEAR, YEAR = 182, 365
