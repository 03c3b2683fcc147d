"""Does it still run? Asked 6, 12 and 24 months after an initiative was closed.

Each question is a row made when the initiative is closed, so that what nobody answers is there to be
seen as "Ukendt". The board and the responsible are asked once and reminded once; then staff are to find out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count, Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop, override

from accounts.models import User
from accounts.outbox import Due
from initiatives.history import record
from initiatives.models import HistoryEntry, Initiative, Status
from initiatives.residents import boards_of, mailed
from initiatives.rules import works_for_aab
from initiatives.workflow import Refused, lock_for_change

from . import figures
from .models import FollowUp
from .rules import is_of_a_board
from .schedule import add_months

AGAIN_DAYS = 14
"""So long after the day the second and last mail goes."""
FIND_OUT_DAYS = 28
"""From then on no mail goes; for a season staff have the task of finding out."""
FIND_OUT_UNTIL_DAYS = 120
STEPS = ("follow_up_asked", "follow_up_again")


class AlreadyAnswered(Refused):
    """Somebody else was first. `follow_up` is as it stands now."""

    def __init__(self, follow_up: FollowUp):
        self.follow_up = follow_up
        super().__init__(
            gettext("%(who)s har svaret: %(answer)s.")
            % {"who": follow_up.answered_by, "answer": follow_up.get_answer_display()}
        )


def may_follow_up(user, initiative: Initiative) -> bool:
    """Staff, and the boards of the departments that took part."""
    return works_for_aab(user) or is_of_a_board(user, initiative)


def ensure_follow_ups(today: dt.date | None = None) -> int:
    """The three questions of every closed initiative that once ran. Safe to run twice. Returns how many are new."""
    never_began = HistoryEntry.objects.filter(
        initiative=OuterRef("pk"), kind="close", from_status=Status.APPROVED
    )
    lacking = (
        Initiative.objects.filter(~Exists(never_began), status=Status.CLOSED)
        .annotate(number=Count("follow_ups"))
        .filter(number__lt=len(FollowUp.Months))
    )
    new = 0
    for initiative in lacking:
        ended_on = timezone.localtime(initiative.status_since).date()
        have = set(initiative.follow_ups.values_list("months", flat=True))
        rows = [
            FollowUp(initiative=initiative, months=months, due_on=add_months(ended_on, months))
            for months in FollowUp.Months.values
            if months not in have
        ]
        new += len(FollowUp.objects.bulk_create(rows, ignore_conflicts=True))
    return new


@transaction.atomic
def answer_follow_up(
    follow_up: FollowUp, *, answer: str, by: User, sentence: str = "", change: bool = False
) -> FollowUp:
    """Whether it still runs, with one sentence. The first answer stands, unless it is meant as a `change`.

    Raises AlreadyAnswered, and Refused before the day has come and for whoever may not answer.
    """
    initiative = lock_for_change(follow_up.initiative)
    if not may_follow_up(by, initiative):
        raise Refused(gettext("Kun AAB's ansatte og de deltagende bestyrelser kan svare."))
    current = FollowUp.objects.select_related("answered_by").get(pk=follow_up.pk)
    if current.due_on > timezone.localdate():
        raise Refused(gettext("Vi spørger først %(day)s.") % {"day": figures.day(current.due_on)})
    if current.answered_at and not change:
        raise AlreadyAnswered(current)
    current.answer, current.sentence = FollowUp.Answer(answer), sentence.strip()
    current.answered_by, current.answered_at = by, timezone.now()
    current.full_clean(exclude=["initiative", "answered_by"], validate_unique=False)
    current.save(update_fields=["answer", "sentence", "answered_by", "answered_at"])
    with override("da"):
        record(
            initiative,
            by=by,
            kind="follow_up",
            sentence=gettext_noop("Svarede %(months)s: %(answer)s"),
            params={
                "months": str(current.get_months_display()),
                "answer": str(current.get_answer_display()).lower(),
            },
            words=current.sentence,
        )
    current.initiative = initiative
    return current


# --- Who is asked, and when -----------------------------------------------------------------------
def step_on(follow_up: FollowUp, today: dt.date) -> str | None:
    """The mail of that day; None before it, and from the day on which staff are to find out."""
    days = (today - follow_up.due_on).days
    if not 0 <= days < FIND_OUT_DAYS:
        return None
    return STEPS[days >= AGAIN_DAYS]


def is_to_find_out(follow_up: FollowUp, today: dt.date) -> bool:
    return FIND_OUT_DAYS <= (today - follow_up.due_on).days < FIND_OUT_UNTIL_DAYS


def awaited(today: dt.date):
    """Questions whose day has come, of a closed initiative, that nobody has answered, for a season."""
    return FollowUp.objects.unanswered().filter(
        due_on__lte=today,
        due_on__gt=today - dt.timedelta(FIND_OUT_UNTIL_DAYS),
        initiative__status=Status.CLOSED,
    )


def people_asked(follow_ups: Iterable[FollowUp]) -> dict[int, list[User]]:
    """By question: the responsible and the members of the boards who take mails. Two queries."""
    rows = list(follow_ups)
    taking_part: dict[int, list[int]] = {}
    pairs = Initiative.departments.through.objects.filter(
        initiative__in=[row.initiative_id for row in rows], department__organisation__is_own=True
    ).values_list("initiative", "department")
    for initiative, department in pairs:
        taking_part.setdefault(initiative, []).append(department)
    boards = boards_of({department for group in taking_part.values() for department in group})
    asked = {}
    for row in rows:
        people = {}
        if row.initiative.responsible.is_active:
            people[row.initiative.responsible_id] = row.initiative.responsible
        for department in taking_part.get(row.initiative_id, ()):
            people |= {person.pk: person for person in mailed(boards.get(department, ()))}
        asked[row.pk] = list(people.values())
    return asked


def due(today: dt.date) -> list[Due]:
    """Today's mail for each question, to everybody who is asked. Three queries."""
    rows = [row for row in awaited(today).select_related("initiative__responsible") if step_on(row, today)]
    asked = people_asked(rows) if rows else {}
    return [Due(step_on(row, today), row, tuple(asked[row.pk])) for row in rows]
