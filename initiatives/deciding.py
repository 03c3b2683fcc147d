"""Deciding a case: one body after another, each step with a decision of its own.

A step is one row of `Submission`. When its body says yes and the route goes on, the next step is laid
before the next body and the case stays "Til godkendelse"; a return or a no ends the round at once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from accounts import outbox
from accounts.models import User

from . import rules
from .amendments import put_in_force
from .approved_versions import keep_version
from .bodies import Member, member_of, members_of, people_to_ask
from .case_file import case_file_of, fingerprint, in_danish
from .checklist import Assessment, assess, case_of
from .history import record
from .models import Body, Decision, Initiative, PartInRound, PlannedStep, Status, Submission
from .parts import Part, barred_from, take_part, write_down_who_is_out
from .people import board_members_of, staff_of
from .route import next_meeting
from .wording import in_sentence, listed
from .workflow import GateClosed, Refused, lock_for_change, make_move

MOVE_OF = {
    Decision.Outcome.APPROVED: "approve",
    Decision.Outcome.RETURNED: "return",
    Decision.Outcome.DECLINED: "decline",
}
INTEREST_TOLD = gettext_noop("Sagde fra som inabil")


@dataclass(frozen=True)
class AtMeeting:
    """What a decision taken at a meeting is recorded with.

    `present` took part in the decision; `out` left the room as inabile. The person who writes it in is
    present without being named. A closed item is one without listeners.
    """

    held_on: dt.date
    item_number: str
    is_closed: bool
    present: tuple[User, ...] = ()
    out: tuple[User, ...] = ()


@transaction.atomic
def decide(
    submission: Submission,
    *,
    outcome: str,
    by: User,
    amount: Decimal | None = None,
    words: str = "",
    points: list[str] | None = None,
    seen_version: int | None = None,
    at_meeting: AtMeeting | None = None,
) -> Decision:
    """Record what the body decided, with everything the decision rests on.

    `points` are the requirement keys to mend on a return; `seen_version` is the version of the case
    that the decider read. Raises Refused (not the person's to decide, already decided), Changed (the
    case moved while it was read) and GateClosed (an approval while a point blocks).
    """
    initiative = lock_for_change(submission.initiative)
    submission.initiative = initiative
    member = _who_decides(submission, by)
    outcome = Decision.Outcome(outcome)
    case = case_of(initiative)
    assessment = assess(initiative, case=case)
    approved = outcome == Decision.Outcome.APPROVED
    if approved and initiative.status == Status.SUBMITTED and not assessment.holds:
        raise GateClosed(assessment)
    names = {point.key: point.requirement.name for point in assessment.points}
    if set(points or ()) - set(names):
        raise Refused(gettext("Vælg punkter fra listen."))
    if at_meeting:
        _check_meeting(submission, at_meeting, by)
    follows = next_body(submission) if approved else None
    make_move(
        initiative,
        "pass_on" if follows else MOVE_OF[outcome],
        by=by,
        words=words,
        params={
            "body": in_sentence(submission.body.name),
            "next": in_sentence(follows.name) if follows else "",
            "points": ", ".join(names[key] for key in points or ()),
        },
        seen_version=seen_version,
    )
    write_down_who_is_out(submission)
    take_part(submission, Part.DECIDED, [by])
    if member and member.on_behalf_of:
        take_part(submission, Part.REPRESENTED, _without_a_part(submission, [member.on_behalf_of]))
    if at_meeting:
        _write_down_who_was_there(submission, at_meeting, by)
        _write_down_the_inabil(submission, at_meeting.out)
    case_file = in_danish(lambda: case_file_of(case, assessment))
    decision = Decision(
        submission=submission,
        outcome=outcome,
        amount=amount if approved else None,
        words=words.strip(),
        points=points or [] if outcome == Decision.Outcome.RETURNED else [],
        decided_by=by,
        on_behalf_of=member.on_behalf_of if member else None,
        decided_at=timezone.now(),
        held_on=at_meeting.held_on if at_meeting else None,
        item_number=at_meeting.item_number.strip() if at_meeting else "",
        is_closed_item=at_meeting.is_closed if at_meeting else None,
        case_file=case_file,
        case_file_sha256=fingerprint(case_file),
    )
    decision.full_clean(validate_unique=True)
    decision.save()
    if approved and not follows:
        if initiative.amends_id:
            put_in_force(decision, by=by)
        else:
            keep_version(initiative, by=by, decision=decision)
    if follows:
        _lay_before(follows, submission, assessment, by=by)
    else:
        for person in people_to_tell(submission, outcome):
            outbox.queue(f"case_{decision.outcome}", to=person, about=decision, occurrence="decided", by=by)
    return decision


def _who_decides(submission: Submission, by: User) -> Member | None:
    """In which capacity `by` decides. Raises Refused with the reason when it is not theirs to decide."""
    initiative = submission.initiative
    part = barred_from(initiative, submission.round).get(by.pk)
    if part == Part.PREPARED:
        raise Refused(gettext("Du har selv arbejdet på sagen. Derfor skal en anden godkende den."))
    if initiative.status != Status.SUBMITTED:
        return None  # the move itself says where the case stands now
    if decision := Decision.objects.filter(submission=submission).select_related("decided_by").first():
        if submission.round != initiative.submissions.last().round:
            raise Refused(gettext("Sagen er kommet videre siden."))
        raise Refused(
            gettext("%(person)s var en anelse hurtigere og har besluttet sagen for %(body)s.")
            % {"person": decision.decided_by, "body": in_sentence(submission.body.name)}
        )
    if part is not None:
        raise Refused(why_out(part))
    if not rules.may_decide(by, submission):
        raise Refused(
            gettext("Kun medlemmer af %(body)s kan beslutte.") % {"body": in_sentence(submission.body.name)}
        )
    member = member_of(submission.body, by, timezone.localdate())
    if member and member.on_behalf_of:
        _check_represented(submission, member.on_behalf_of)
    return member


def _check_represented(submission: Submission, person: User) -> None:
    """A deputy acts in the name of a member, who must not have decided an earlier step of the round."""
    part = barred_from(submission.initiative, submission.round).get(person.pk)
    if part in PartInRound.DECIDING:
        raise Refused(
            gettext("%(person)s har været med til at godkende et tidligere trin. To trin kræver to personer.")
            % {"person": person}
        )


def why_out(part: str) -> str:
    """Why a person with this part in a round does not decide it, said to the person."""
    return {
        Part.PREPARED: gettext("Du har selv arbejdet på sagen. Derfor skal en anden godkende den."),
        Part.INTERESTED: gettext("Du har sagt, at du er inabil i sagen. Derfor skal en anden godkende den."),
    }.get(
        Part(part),
        gettext(
            "Du har været med til at godkende et tidligere trin. To trin kræver to forskellige personer."
        ),
    )


def _check_meeting(submission: Submission, meeting: AtMeeting, by: User) -> None:
    """A meeting that has been held, with people who could take part in it."""
    if meeting.held_on > timezone.localdate():
        raise Refused(gettext("Mødet er ikke holdt endnu. Skriv beslutningen ind, når det er holdt."))
    if by in meeting.out:
        raise Refused(gettext("Du kan ikke skrive en beslutning ind, som du selv var ude for som inabil."))
    if both := [p.name for p in meeting.present if p in meeting.out]:
        raise Refused(
            gettext("%(names)s kan ikke både have været til stede og ude som inabil.")
            % {"names": listed(both)}
        )
    if strangers := [p.name for p in meeting.present if p.pk not in _sat_in(submission, meeting.held_on)]:
        raise Refused(
            gettext("%(names)s sad ikke i %(body)s den dag.")
            % {"names": listed(strangers), "body": in_sentence(submission.body.name)}
        )
    barred = barred_from(submission.initiative, submission.round)
    if wrong := [p.name for p in meeting.present if p.pk in barred]:
        raise Refused(
            gettext(
                "%(names)s kan ikke have været med til at beslutte sagen: man må ikke have arbejdet på den, "
                "være inabil eller have godkendt et tidligere trin."
            )
            % {"names": listed(wrong)}
        )


def _sat_in(submission: Submission, on: dt.date) -> dict[int, Member]:
    """Those who could take part on the day of the meeting, {person id: in which capacity}."""
    return {member.person.pk: member for member in members_of(submission.body, on)}


def _write_down_who_was_there(submission: Submission, meeting: AtMeeting, by: User) -> None:
    """The others who took part, and the members whose deputies did."""
    others = [person for person in meeting.present if person != by]
    take_part(submission, Part.PRESENT, others)
    sat = _sat_in(submission, meeting.held_on)
    absent = [sat[person.pk].on_behalf_of for person in others if sat[person.pk].on_behalf_of]
    take_part(submission, Part.REPRESENTED, _without_a_part(submission, absent))


def _write_down_the_inabil(submission: Submission, people: Iterable[User]) -> None:
    """Those who were out at the meeting; who is out already by another part keeps that."""
    take_part(submission, Part.OUT, _without_a_part(submission, people))


def _without_a_part(submission: Submission, people: Iterable[User]) -> list[User]:
    """Those of `people` who have no part in the round yet: a preparer for whom a deputy stepped in has one."""
    wanted = {person.pk: person for person in people}
    rows = PartInRound.objects.filter(initiative=submission.initiative, round=submission.round)
    for there in rows.filter(person__in=wanted).values_list("person", flat=True):
        del wanted[there]
    return list(wanted.values())


# --- The steps of the route -----------------------------------------------------------------
def next_body(submission: Submission) -> Body | None:
    """The body the case goes to when this step says yes; None when it is the last."""
    planned = PlannedStep.objects.filter(initiative=submission.initiative_id, round=submission.round)
    step = planned.filter(number__gt=submission.step).select_related("body").first()
    return step.body if step else None


def _lay_before(body: Body, before: Submission, assessment: Assessment, *, by: User) -> Submission:
    """Lay the case before the next body of the route, at its next meeting if it holds any."""
    submission = Submission.objects.create(
        initiative=before.initiative,
        round=before.round,
        step=before.step + 1,
        body=body,
        meeting=next_meeting(body, timezone.localdate()),
        policy_version=before.policy_version,
        assessment=in_danish(assessment.as_record),
        submitted_by=before.submitted_by,
        submitted_at=timezone.now(),
    )
    for person in people_to_ask(before.initiative, body, round_=before.round):
        outbox.queue("case_to_decide", to=person, about=submission, occurrence="sent", by=by)
    return submission


def people_to_tell(submission: Submission, outcome: str) -> list[User]:
    """Who gets a mail about a decision, shown before it is pressed.

    Staff, and on the last yes the boards. A yes that is not the last is told to the next body alone.
    """
    initiative = submission.initiative
    if outcome == Decision.Outcome.APPROVED and (body := next_body(submission)):
        return people_to_ask(initiative, body, round_=submission.round)
    people = {person.pk: person for person in staff_of(initiative)}
    if outcome == Decision.Outcome.APPROVED:
        people |= {person.pk: person for person in board_members_of(initiative)}
    return list(people.values())


# --- Own interest ---------------------------------------------------------------------------
@transaction.atomic
def declare_interest(submission: Submission, *, by: User, words: str) -> None:
    """The person says to be inabil in the case, and is out of every step of it from now on.

    Raises Refused when the case is not the person's to decide, or is decided already.
    """
    initiative = lock_for_change(submission.initiative)
    submission.initiative = initiative
    if not rules.may_decide(by, submission) or Decision.objects.filter(submission=submission).exists():
        raise Refused(gettext("Du skal ikke beslutte sagen, så der er ikke noget at sige fra på."))
    if not words.strip():
        raise Refused(gettext("Skriv hvorfor."))
    PartInRound.objects.create(
        initiative=initiative,
        round=submission.round,
        person=by,
        part=Part.INTERESTED,
        words=words.strip()[:300],
        at=timezone.now(),
    )
    record(
        initiative,
        by=by,
        kind="interest",
        sentence=INTEREST_TOLD,
        words=words.strip(),
        changes_case=False,
    )


def own_departments_in(initiative: Initiative, user: User, on: dt.date) -> list:
    """The participating departments on whose boards the person sits: an interest of the person's own."""
    mine = {department.pk for department in rules.board_departments(user, on)}
    return [d for d in initiative.departments.select_related("organisation") if d.pk in mine]


# --- Several cases of one meeting -----------------------------------------------------------
@dataclass(frozen=True)
class Answered:
    """What the meeting said to one case; the fields are those of `decide`."""

    submission: Submission
    outcome: str
    amount: Decimal | None = None
    words: str = ""
    points: tuple[str, ...] = ()
    seen_version: int | None = None
    item_number: str = ""
    is_closed: bool = False
    out: tuple[User, ...] = ()


class OneRefused(Refused):
    """One of a meeting's decisions is not possible, and therefore none was kept. `case` is the initiative."""

    def __init__(self, initiative: Initiative, refusal: Refused):
        self.case, self.refusal = initiative, refusal
        super().__init__(f"{initiative.name}: {refusal}")


@transaction.atomic
def decide_meeting(
    answers: Iterable[Answered], *, held_on: dt.date, present: tuple[User, ...], by: User
) -> list[Decision]:
    """Record what one meeting decided about several cases: all of them, or none. Raises OneRefused."""
    decisions = []
    for answer in answers:
        there = tuple(person for person in present if person not in answer.out)
        meeting = AtMeeting(held_on, answer.item_number, answer.is_closed, there, answer.out)
        try:
            decisions.append(
                decide(
                    answer.submission,
                    outcome=answer.outcome,
                    by=by,
                    amount=answer.amount,
                    words=answer.words,
                    points=list(answer.points),
                    seen_version=answer.seen_version,
                    at_meeting=meeting,
                )
            )
        except Refused as refusal:
            raise OneRefused(answer.submission.initiative, refusal) from refusal
    return decisions
