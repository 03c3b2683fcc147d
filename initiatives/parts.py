"""Who had which part in one sending of a case, and therefore who may not decide it (habilitet)."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from .history import preparers_of
from .models import Initiative, PartInRound, Submission

Part = PartInRound.Part


def barred_from(initiative: Initiative, round_: int | None = None) -> dict[int, str]:
    """{person id: the part that keeps them out} for a case, and for one round of it when that is told.

    Out are those who prepared the case, those who have said that they are inabil, in whatever round, and
    those who took part in an earlier step of the same round: two steps are decided by two people.
    """
    barred = dict.fromkeys(preparers_of(initiative), Part.PREPARED)
    for row in PartInRound.objects.filter(initiative=initiative).exclude(part=Part.PREPARED):
        if row.part == Part.INTERESTED or (row.part in PartInRound.DECIDING and row.round == round_):
            barred.setdefault(row.person_id, Part(row.part))
    return barred


def write_down_who_is_out(submission: Submission) -> None:
    """Keep, in the round's own rows, everybody who is out before it is decided. Existing rows stay."""
    now = timezone.now()
    initiative = submission.initiative
    barred = barred_from(initiative)
    PartInRound.objects.bulk_create(
        [
            PartInRound(initiative=initiative, round=submission.round, person_id=person, part=part, at=now)
            for person, part in barred.items()
        ],
        ignore_conflicts=True,
    )


def take_part(submission: Submission, part: str, people: Iterable, *, words: str = "") -> None:
    """Write down what `people` had to do with the decision of a step. Raises IntegrityError when one of
    them already has a part in the round.
    """
    now = timezone.now()
    PartInRound.objects.bulk_create(
        PartInRound(
            initiative=submission.initiative,
            round=submission.round,
            submission=submission,
            person=person,
            part=part,
            words=words,
            at=now,
        )
        for person in people
    )
