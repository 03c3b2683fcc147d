"""The life of an initiative. The only module that writes a status.

Every move is one conditional UPDATE in one transaction with its history row: of two people who
press at the same time, one wins and the other is told what happened.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from accounts import outbox

from . import rules
from .checklist import Assessment, Case, assess, case_of, composition
from .history import preparers_of, record
from .models import Body, Decision, Initiative, Meeting, Status, Submission
from .people import board_members_of, staff_of
from .route import deciding_body
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
        frozenset({Status.RUNNING, Status.PAUSED}),
        Status.CLOSED,
        gettext_noop("Afsluttet"),
        _("Afslut"),
        needs_words=True,
    ),
    "withdraw": Move(
        frozenset({Status.DRAFT, Status.SUBMITTED, Status.RETURNED}),
        Status.WITHDRAWN,
        gettext_noop("Trukket tilbage"),
        _("Træk tilbage"),
        needs_words=True,
    ),
}

STAFF_MOVES = ("start", "pause", "resume", "close", "withdraw")
"""The moves staff make by themselves, with a reason where one is needed."""


def possible_moves(initiative: Initiative) -> list[str]:
    """The staff moves that exist from the present status; the others are not offered."""
    return [name for name in STAFF_MOVES if initiative.status in MOVES[name].sources]


def lock_for_change(initiative: Initiative) -> Initiative:
    """Hold the case's row for the rest of the transaction and read it anew."""
    return Initiative.objects.select_for_update().get(pk=initiative.pk)


def lock_for_edit(initiative: Initiative) -> Initiative:
    """Hold the row of a case that may still be edited. Raises Refused when it may not."""
    locked = lock_for_change(initiative)
    if not locked.is_editable:
        raise Refused(
            gettext("Indsatsen er %(status)s og kan ikke rettes nu.")
            % {"status": status_in_sentence(locked.status)}
        )
    return locked


def _move(
    initiative: Initiative,
    name: str,
    *,
    by,
    words: str = "",
    params: dict | None = None,
    seen_version: int | None = None,
    prepares: bool = False,
    **fields,
) -> None:
    """Write the status, if the case still stands where the move begins. Raises Refused or Changed."""
    move = MOVES[name]
    if move.needs_words and not words.strip():
        raise Refused(gettext("Skriv hvorfor."))
    before = initiative.status
    where = {"pk": initiative.pk, "status": before}
    if seen_version is not None:
        where["version"] = seen_version
    moved = 0
    if before in move.sources:
        moved = Initiative.objects.filter(**where).update(
            status=move.target, status_since=timezone.now(), **fields
        )
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
        from_status=before,
        to_status=move.target,
        prepares=prepares,
    )
    initiative.refresh_from_db()


@transaction.atomic
def submit(
    initiative: Initiative, *, by, meeting: Meeting | None = None, seen_version: int | None = None
) -> Submission:
    """Send the case to the body that decides it, with the assessment as it is now.

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
    body = deciding_body(case)
    if body is None:
        raise Refused(gettext("Der er intet organ, der kan godkende. En administrator skal oprette det."))
    now = timezone.now()
    _move(
        initiative,
        "submit",
        by=by,
        params={"body": in_sentence(body.name)},
        prepares=True,
        policy_version=assessment.version,
        first_submitted_at=initiative.first_submitted_at or now,
    )
    submission = Submission.objects.create(
        initiative=initiative,
        round=initiative.submissions.count() + 1,
        body=body,
        meeting=meeting if meeting and meeting.body_id == body.pk else None,
        policy_version=assessment.version,
        assessment=_in_danish(assessment.as_record),
        submitted_by=by,
        submitted_at=now,
    )
    for person in people_to_ask(initiative, body):
        outbox.queue("case_to_decide", to=person, about=submission, occurrence="sent", by=by)
    return submission


def people_to_ask(initiative: Initiative, body: Body, *, sender=None) -> list:
    """Who gets a mail when the case is sent: the body's members in office who did not prepare the case.

    `sender` is the person about to send it, which is to prepare it.
    """
    prepared = preparers_of(initiative) | ({sender.pk} if sender else set())
    seats = body.seats.in_office(timezone.localdate()).select_related("person").order_by("person__name")
    return list({seat.person_id: seat.person for seat in seats if seat.person_id not in prepared}.values())


@transaction.atomic
def decide(
    submission: Submission,
    *,
    outcome: str,
    by,
    amount: Decimal | None = None,
    words: str = "",
    points: list[str] | None = None,
    seen_version: int | None = None,
) -> Decision:
    """Record what the body decided, with everything the decision rests on.

    `points` are the requirement keys to mend on a return; `seen_version` is the version of the case
    that the decider read. Raises Refused (not the person's to decide, already decided), Changed (the
    case moved while it was read) and GateClosed (an approval while a point blocks).
    """
    initiative = lock_for_change(submission.initiative)
    submission.initiative = initiative
    if by.pk in preparers_of(initiative):
        raise Refused(gettext("Du har selv arbejdet på sagen. Derfor skal en anden godkende den."))
    if initiative.status == Status.SUBMITTED and not rules.may_decide(by, submission):
        raise Refused(
            gettext("Kun medlemmer af %(body)s kan beslutte.") % {"body": in_sentence(submission.body.name)}
        )
    if initiative.status == Status.SUBMITTED and Decision.objects.filter(submission=submission).exists():
        # An earlier round, while the case lies to be decided anew.
        raise Refused(gettext("Sagen er kommet videre siden."))
    name = {
        Decision.Outcome.APPROVED: "approve",
        Decision.Outcome.RETURNED: "return",
        Decision.Outcome.DECLINED: "decline",
    }[Decision.Outcome(outcome)]
    case = case_of(initiative)
    assessment = assess(initiative, case=case)
    if name == "approve" and initiative.status == Status.SUBMITTED and not assessment.holds:
        raise GateClosed(assessment)
    names = {point.key: point.requirement.name for point in assessment.points}
    unknown = set(points or ()) - set(names)
    if unknown:
        raise Refused(gettext("Vælg punkter fra listen."))
    _move(
        initiative,
        name,
        by=by,
        words=words,
        params={
            "body": in_sentence(submission.body.name),
            "points": ", ".join(names[key] for key in points or ()),
        },
        seen_version=seen_version,
    )
    case_file = _in_danish(lambda: case_file_of(case, assessment))
    decision = Decision(
        submission=submission,
        outcome=outcome,
        amount=amount if name == "approve" else None,
        words=words.strip(),
        points=points or [] if name == "return" else [],
        decided_by=by,
        decided_at=timezone.now(),
        case_file=case_file,
        case_file_sha256=fingerprint(case_file),
    )
    decision.full_clean(validate_unique=True)
    decision.save()
    for person in people_to_tell(submission, outcome):
        outbox.queue(f"case_{decision.outcome}", to=person, about=decision, occurrence="decided", by=by)
    return decision


def people_to_tell(submission: Submission, outcome: str) -> list:
    """Who gets a mail about a decision, shown before it is pressed: staff, and on approval the boards."""
    initiative = submission.initiative
    people = {person.pk: person for person in staff_of(initiative)}
    if outcome == Decision.Outcome.APPROVED:
        people |= {person.pk: person for person in board_members_of(initiative)}
    return list(people.values())


@transaction.atomic
def move(initiative: Initiative, name: str, *, by, words: str = "") -> None:
    """One of the staff moves: start, pause, resume, close or withdraw. Raises Refused."""
    if name not in STAFF_MOVES:
        raise Refused(gettext("Det skridt findes ikke."))
    initiative = lock_for_change(initiative)
    _move(initiative, name, by=by, words=words)


def case_file_of(case: Case, assessment: Assessment) -> dict:
    """Everything a decision rests on, as plain data: assessment, facts, evidence, money and goals.

    The composition's PAPERS add what the upper apps hold.
    """
    initiative = case.initiative
    record_ = {
        "initiative": {
            "name": initiative.name,
            "summary": initiative.summary,
            "starts_on": initiative.starts_on,
            "ends_on": initiative.ends_on,
            "version": initiative.version,
        },
        "assessment": assessment.as_record(),
        "facts": {key: case.fact(key) for key in composition().FACTS},
        "evidence": [
            {"name": e.name, "point": e.requirement_key, "size": e.size, "sha256": e.sha256}
            for e in initiative.evidence.present()
        ],
        **{key: paper(case) for key, paper in composition().PAPERS.items()},
    }
    return json.loads(json.dumps(record_, cls=DjangoJSONEncoder))


def fingerprint(record_: dict) -> str:
    """The SHA-256 of a record in its canonical form: keys in order, no spaces."""
    text = json.dumps(record_, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _in_danish(make):
    """Records are kept in Danish, whatever language the person pressing the button reads."""
    with translation.override("da"):
        return make()
