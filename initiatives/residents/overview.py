"""How far each department of a case has come with its residents' decision (K4). Read only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils import timezone

from accounts.models import MailStatus, OutgoingMail, User
from initiatives.evidence import RESIDENTS_POINT
from initiatives.models import (
    BoardRequest,
    BoardSeat,
    Department,
    Evidence,
    Initiative,
    LookAgain,
    ResidentDecision,
)
from initiatives.reminders import Stage, stage_on

from .asking import why_not_remind
from .boards import boards_of, mailed, unreachable

NOT_SENT = (MailStatus.FAILED, MailStatus.UNKNOWN)


@dataclass(frozen=True)
class Row:
    """One department: its board, what it was asked, what it answered."""

    department: Department
    today: dt.date
    seats: list[BoardSeat] = field(default_factory=list)
    request: BoardRequest | None = None
    decision: ResidentDecision | None = None
    earlier: list[ResidentDecision] = field(default_factory=list)
    mails: list[OutgoingMail] = field(default_factory=list)
    files: list[Evidence] = field(default_factory=list)
    mark: LookAgain | None = None

    @property
    def is_own(self) -> bool:
        """Only AAB's own residents decide under AAB's policy."""
        return self.department.organisation.is_own

    @property
    def waits(self) -> bool:
        return self.request is not None and self.request.is_open

    @property
    def can_be_asked(self) -> bool:
        """Nobody has asked the board yet, and there is a board to ask."""
        return self.is_own and bool(self.seats) and not self.waits and self.decision is None

    @property
    def can_be_asked_again(self) -> bool:
        """The residents said no or were not asked; a new plan or a new day can bring a new answer."""
        answered = self.decision is not None and not self.decision.says_yes
        return self.is_own and bool(self.seats) and not self.waits and answered

    @property
    def change_can_be_sent(self) -> bool:
        """The case was changed after the residents said yes, and the board has not been shown it."""
        return self.is_own and self.mark is not None and bool(self.seats) and not self.waits

    @property
    def must_be_written_in(self) -> bool:
        """There is no board that could be asked, so staff write down what the residents' meeting said."""
        return self.is_own and not self.seats and self.decision is None

    @property
    def recipients(self) -> list[User]:
        return mailed(self.seats)

    @property
    def on_paper(self) -> list[User]:
        return [seat.person for seat in self.seats if seat.wants_paper]

    @property
    def unreachable(self) -> list[User]:
        """Members from whose address mails come back."""
        return unreachable(self.seats)

    @property
    def is_time_to_ring(self) -> bool:
        """The mails have not helped, or none of them reaches anybody."""
        if not self.waits:
            return False
        return stage_on(self.request.deadline_on, self.today) == Stage.CALL or not self.recipients

    @property
    def is_late(self) -> bool:
        return self.waits and self.request.deadline_on < self.today

    @property
    def why_not_remind(self) -> str:
        was_reminded = any(mail.kind == "resident_decision_reminder" for mail in self.mails)
        return why_not_remind(self.request, was_reminded=was_reminded)

    def _sent_on(self, kind: str) -> dt.date | None:
        sent = [mail.sent_at for mail in self.mails if mail.kind == kind and mail.sent_at]
        return timezone.localdate(min(sent)) if sent else None

    @property
    def reminded_on(self) -> dt.date | None:
        return self._sent_on("resident_decision_reminder")

    @property
    def last_mail_on(self) -> dt.date | None:
        return self._sent_on("resident_decision_last")

    @property
    def reminder_waits(self) -> bool:
        """A reminder has been pressed for and goes with the next mail window."""
        return any(
            mail.kind == "resident_decision_reminder" and mail.status == MailStatus.PLANNED
            for mail in self.mails
        )

    @property
    def not_reached(self) -> list[User]:
        """Members whose mail could not be sent, or of whose mail nobody knows whether it arrived."""
        people = {mail.recipient_id: mail.recipient for mail in self.mails if mail.status in NOT_SENT}
        return list(people.values())


def rows_of_case(initiative: Initiative, today: dt.date) -> list[Row]:
    """A row per department of the case, AAB's own first; a constant number of queries."""
    parts = initiative.participations.select_related("department__organisation")
    departments = sorted(
        (part.department for part in parts),
        key=lambda d: (not d.organisation.is_own, str(d.organisation), d.sort_key),
    )
    boards = boards_of(departments)
    requests = _latest(initiative.board_requests.order_by("round"))
    answers: dict[int, list[ResidentDecision]] = {}
    for answer in initiative.resident_decisions.select_related("answered_by", "entered_by"):
        answers.setdefault(answer.department_id, []).append(answer)
    files: dict[int, list[Evidence]] = {}
    for file in initiative.evidence.current().filter(requirement_key=RESIDENTS_POINT):
        files.setdefault(file.department_id, []).append(file)
    mails = _mails_about(requests.values())
    marks = {m.department_id: m for m in initiative.look_agains.open().filter(department__isnull=False)}
    rows = []
    for department in departments:
        request = requests.get(department.pk)
        given = answers.get(department.pk, [])
        rows.append(
            Row(
                department=department,
                today=today,
                seats=boards.get(department.pk, []),
                request=request,
                decision=next((answer for answer in given if answer.superseded_at is None), None),
                earlier=[answer for answer in given if answer.superseded_at is not None],
                mails=mails.get(request.pk, []) if request else [],
                files=files.get(department.pk, []),
                mark=marks.get(department.pk),
            )
        )
    return rows


def _latest(requests: Iterable[BoardRequest]) -> dict[int, BoardRequest]:
    return {request.department_id: request for request in requests}


def _mails_about(requests: Iterable[BoardRequest]) -> dict[int, list[OutgoingMail]]:
    """{request id: its mails}."""
    ids = [request.pk for request in requests]
    found = OutgoingMail.objects.filter(about_type=BoardRequest._meta.label_lower, about_id__in=ids)
    mails: dict[int, list[OutgoingMail]] = {}
    for mail in found.select_related("recipient").defer("text").order_by("due_at"):
        mails.setdefault(mail.about_id, []).append(mail)
    return mails
