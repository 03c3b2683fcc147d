"""The life of an initiative. The only module that writes a status.

Every move is one conditional UPDATE in one transaction with its history row: of two people who
press at the same time, one wins and the other is told what happened.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from accounts import outbox

from .bodies import people_to_ask
from .case_file import in_danish
from .checklist import Assessment, assess, case_of
from .history import record
from .models import Initiative, Meeting, PlannedStep, Status, Submission
from .route import bodies_for
from .wording import in_sentence, status_in_sentence


class Refused(Exception):
    """A move that is not possible. `str()` is a sentence for the person: why, and who can change it."""


class GateClosed(Refused):
    """The policy does not hold; `assessment` names every point that blocks."""

    def __init__(self, assessment: Assessment):
        self.assessment = assessment
        blocking = assessment.blocking
        if assessment.version is None:
            sentence = gettext("Der gælder ingen politik lige nu. En administrator skal udgive en version.")
        else:
            sentence = gettext("Politikken er ikke opfyldt. Der mangler: %(points)s.") % {
                "points": ", ".join(f"{point.requirement.principle}: {point.name}" for point in blocking)
            }
        super().__init__(sentence)


class Changed(Refused):
    """Somebody changed the case while it was being read."""

    def __init__(self, initiative: Initiative):
        super().__init__(
            gettext(
                "%(person)s rettede sagen, mens du læste. Din tekst er gemt her på siden. "
                "Læs det nye, og send så igen."
            )
            % {"person": initiative.changed_by}
        )


@dataclass(frozen=True)
class Move:
    """One step of the life of an initiative: from which statuses, to which, and how it is told."""

    sources: frozenset[str]
    target: str
    sentence: str
    label: str
    needs_words: bool = False


MOVES = {
    "submit": Move(
        frozenset({Status.DRAFT, Status.RETURNED}),
        Status.SUBMITTED,
        gettext_noop("Sendt til godkendelse hos %(body)s"),
        _("Send til godkendelse"),
    ),
    "approve": Move(
        frozenset({Status.SUBMITTED}), Status.APPROVED, gettext_noop("Godkendt af %(body)s"), _("Godkend")
    ),
    "pass_on": Move(
        frozenset({Status.SUBMITTED}),
        Status.SUBMITTED,
        gettext_noop("Godkendt af %(body)s. Sagen går videre til %(next)s"),
        _("Godkend"),
    ),
    "return": Move(
        frozenset({Status.SUBMITTED}),
        Status.RETURNED,
        gettext_noop("Sendt tilbage af %(body)s: %(points)s"),
        _("Send tilbage"),
        needs_words=True,
    ),
    "decline": Move(
        frozenset({Status.SUBMITTED}),
        Status.DECLINED,
        gettext_noop("Ikke godkendt af %(body)s"),
        _("Sig nej"),
        needs_words=True,
    ),
    "start": Move(frozenset({Status.APPROVED}), Status.RUNNING, gettext_noop("Sat i gang"), _("Sæt i gang")),
    "pause": Move(
        frozenset({Status.RUNNING}),
        Status.PAUSED,
        gettext_noop("Sat på pause"),
        _("Sæt på pause"),
        needs_words=True,
    ),
    "resume": Move(
        frozenset({Status.PAUSED}), Status.RUNNING, gettext_noop("Sat i gang igen"), _("Sæt i gang igen")
    ),
    "close": Move(
        frozenset({Status.APPROVED, Status.RUNNING, Status.PAUSED}),
        Status.CLOSED,
        gettext_noop("Afsluttet: %(outcome)s"),
        _("Afslut"),
    ),
    "withdraw": Move(
        frozenset({Status.DRAFT, Status.SUBMITTED, Status.RETURNED}),
        Status.WITHDRAWN,
        gettext_noop("Trukket tilbage"),
        _("Træk tilbage"),
        needs_words=True,
    ),
}

STAFF_MOVES = ("start", "pause", "resume", "withdraw")
"""The moves staff make by themselves, with a reason where one is needed. Closing asks more: `closing.close`."""


PROPOSAL_MOVES = frozenset({"submit", "approve", "pass_on", "return", "decline", "withdraw"})
"""What can happen to a proposal to change a case: it is decided, and never begins by itself."""


def possible_moves(initiative: Initiative) -> list[str]:
    """The staff moves that exist from the present status; the others are not offered."""
    names = (*STAFF_MOVES, "close") if initiative.amends_id is None else ("withdraw",)
    return [name for name in names if initiative.status in MOVES[name].sources]


def lock_for_change(initiative: Initiative) -> Initiative:
    """Hold the case's row for the rest of the transaction and read it anew."""
    return Initiative.everything.select_for_update().get(pk=initiative.pk)


def lock_for_edit(initiative: Initiative) -> Initiative:
    """Hold the row of a case that may still be edited. Raises Refused when it may not."""
    locked = lock_for_change(initiative)
    if not locked.is_editable:
        raise Refused(
            gettext("Indsatsen er %(status)s og kan ikke rettes nu.")
            % {"status": status_in_sentence(locked.status)}
        )
    return locked


def make_move(
    initiative: Initiative,
    name: str,
    *,
    by,
    words: str = "",
    params: dict | None = None,
    seen_version: int | None = None,
    prepares: bool = False,
    changes: dict | None = None,
    **fields,
) -> None:
    """Write the status, if the case still stands where the move begins. Raises Refused or Changed.

    Call it in the transaction of the act, with the case locked. A move whose target is where it began, as
    when one step of the route says yes and the next is still to come, leaves the status as it was.
    """
    move = MOVES[name]
    if initiative.amends_id and name not in PROPOSAL_MOVES:
        raise Refused(gettext("Det er et forslag til ændring. Det sættes i kraft, når det er godkendt."))
    if move.needs_words and not words.strip():
        raise Refused(gettext("Skriv hvorfor."))
    before = initiative.status
    where = {"pk": initiative.pk, "status": before}
    if seen_version is not None:
        where["version"] = seen_version
    moved = 0
    stays = before == move.target
    if before in move.sources:
        since = {} if stays else {"status_since": timezone.now()}
        moved = Initiative.everything.filter(**where).update(status=move.target, **since, **fields)
    if not moved:
        initiative.refresh_from_db()
        if initiative.status in move.sources and seen_version is not None:
            raise Changed(initiative)
        raise Refused(
            gettext("Det kan ikke lade sig gøre. Indsatsen er %(status)s. %(person)s ændrede den sidst.")
            % {"status": status_in_sentence(initiative.status), "person": initiative.changed_by}
        )
    record(
        initiative,
        by=by,
        kind=name,
        sentence=move.sentence,
        params=params,
        words=words.strip(),
        changes=changes,
        from_status="" if stays else before,
        to_status="" if stays else move.target,
        prepares=prepares,
    )
    initiative.refresh_from_db()


@transaction.atomic
def submit(
    initiative: Initiative, *, by, meeting: Meeting | None = None, seen_version: int | None = None
) -> Submission:
    """Send the case to the first body of its route, with the assessment as it is now.

    `seen_version` is the version of the case that the sender read. Raises GateClosed with every point
    that blocks, Changed when somebody changed the case meanwhile, Refused when it cannot be sent.
    """
    initiative = lock_for_change(initiative)
    case = case_of(initiative)
    assessment = assess(initiative, case=case)
    if initiative.status in MOVES["submit"].sources:
        if seen_version is not None and initiative.version != seen_version:
            raise Changed(initiative)
        if not assessment.holds:
            raise GateClosed(assessment)
    route = bodies_for(case)
    if not route:
        raise Refused(gettext("Der er intet organ, der kan godkende. En administrator skal oprette det."))
    body, now = route[0], timezone.now()
    make_move(
        initiative,
        "submit",
        by=by,
        params={"body": in_sentence(body.name)},
        prepares=True,
        policy_version=assessment.version,
        first_submitted_at=initiative.first_submitted_at or now,
    )
    last = initiative.submissions.last()
    submission = Submission.objects.create(
        initiative=initiative,
        round=last.round + 1 if last else 1,
        body=body,
        meeting=meeting if meeting and meeting.body_id == body.pk else None,
        policy_version=assessment.version,
        assessment=in_danish(assessment.as_record),
        submitted_by=by,
        submitted_at=now,
    )
    PlannedStep.objects.bulk_create(
        PlannedStep(initiative=initiative, round=submission.round, number=number, body=step)
        for number, step in enumerate(route, start=1)
    )
    for person in people_to_ask(initiative, body):
        outbox.queue("case_to_decide", to=person, about=submission, occurrence="sent", by=by)
    return submission


@transaction.atomic
def move(initiative: Initiative, name: str, *, by, words: str = "") -> None:
    """One of the staff moves: start, pause, resume or withdraw. Raises Refused."""
    if name not in STAFF_MOVES:
        raise Refused(gettext("Det skridt findes ikke."))
    initiative = lock_for_change(initiative)
    make_move(initiative, name, by=by, words=words)
