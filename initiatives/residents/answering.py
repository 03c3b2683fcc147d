"""What a board answers about its residents, and how it corrects it."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, fields

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_noop

from accounts import outbox
from accounts.models import User
from accounts.uploads import CheckedUpload
from initiatives import evidence, held_files
from initiatives.changes import changes_between, texts_of
from initiatives.history import record
from initiatives.models import (
    BoardRequest,
    Department,
    Evidence,
    Initiative,
    LookAgain,
    ResidentDecision,
    Status,
)
from initiatives.relook import department_answered
from initiatives.together import in_danish
from initiatives.workflow import Refused, lock_for_change

from .boards import board_by_mail

ANSWER_COLUMNS = ("form", "held_on", "result", "will_ask_on", "attendance", "minutes_follow", "given_by")

TASK = "resident_decision"
"""The kind of the boards' task, in links and for answers that are begun and not sent."""

UNDECIDED = frozenset({Status.DRAFT, Status.SUBMITTED, Status.RETURNED})
"""While a case stands here boards may answer and correct; afterwards the decision rests on what they said."""

UNDER_WAY = frozenset({Status.APPROVED, Status.RUNNING, Status.PAUSED})
"""Here a board can still be asked about a change: the approved case stands while the change is decided."""


def still_asked() -> Q:
    """Questions of cases that still wait for them, as a condition on `BoardRequest`."""
    return Q(initiative__status__in=UNDECIDED) | Q(
        kind=BoardRequest.Kind.CHANGE, initiative__status__in=UNDER_WAY
    )


class AlreadyAnswered(Refused):
    """Somebody of the board was first. `decision` is the answer that stands."""

    def __init__(self, decision: ResidentDecision):
        self.decision = decision
        super().__init__(
            gettext(
                "Din bestyrelse har allerede svaret. %(person)s svarede den %(day)s. Du skal ikke gøre mere."
            )
            % {
                "person": decision.sender,
                "day": date_format(timezone.localtime(decision.answered_at), "j. F"),
            }
        )


@dataclass(frozen=True)
class Answer:
    """What is said about one department's residents. What a branch does not ask for is left empty."""

    form: str
    held_on: dt.date | None = None
    result: str = ""
    wishes: str = ""
    sentence: str = ""
    minutes_follow: bool = False
    attendance: int | None = None
    votes_yes: int | None = None
    votes_no: int | None = None
    will_ask_on: dt.date | None = None
    wants_help: bool = False

    @classmethod
    def of(cls, decision: ResidentDecision) -> Answer:
        return cls(**{field.name: getattr(decision, field.name) for field in fields(cls)})


def answer_for_residents(
    request: BoardRequest, *, answer: Answer, by: User, upload: CheckedUpload | None = None
) -> ResidentDecision:
    """A member of the board answers; the question is closed for all of them.

    The first answer wins. Raises AlreadyAnswered for the second, Refused when the case takes no answers.
    """
    with evidence.placed(upload) as file, transaction.atomic():
        initiative = _lock_for_answer(request.initiative, request)
        request = BoardRequest.objects.select_related("department__organisation").get(pk=request.pk)
        closed = BoardRequest.objects.filter(pk=request.pk, closed_at__isnull=True).update(
            closed_at=timezone.now()
        )
        standing = standing_answer(initiative, request.department)
        if not closed:
            raise AlreadyAnswered(standing) if standing else Refused(no_longer_asked())
        decision = write_answer(
            initiative, request.department, answer, standing=standing, request=request, answered_by=by
        )
        keep_file(decision, upload, file, by=by)
        _tell_everybody(decision, by=by)
        held_files.forget(person=by, kind=TASK, object_id=request.pk)
    return decision


def correct_answer(
    decision: ResidentDecision, *, answer: Answer, by: User, upload: CheckedUpload | None = None
) -> ResidentDecision:
    """A member of the board mends the answer, or objects to one that staff entered.

    The old answer is kept, and so are its minutes: new ones are a new version of them. Raises Refused when the
    time to correct is over or the case is decided, and AlreadyAnswered when somebody else corrected it meanwhile.
    """
    with evidence.placed(upload) as file, transaction.atomic():
        initiative = _lock_for_answer(decision.initiative)
        department = decision.department
        standing = standing_answer(initiative, department)
        if standing is None or standing.pk != decision.pk:
            raise AlreadyAnswered(standing or decision)
        if reason := why_not_correct(standing, initiative):
            raise Refused(reason)
        wrong = minutes_of(initiative, department).order_by("uploaded_at").last()
        close_request(initiative, department)
        corrected = write_answer(
            initiative, department, answer, standing=standing, request=standing.request, answered_by=by
        )
        keep_file(corrected, upload, file, by=by, replaces=wrong)
        _tell_everybody(corrected, by=by)
        for request in initiative.board_requests.filter(department=department):
            held_files.forget(person=by, kind=TASK, object_id=request.pk)
    return corrected


def why_not_answer(
    initiative: Initiative, *, takes_part: bool = True, request: BoardRequest | None = None
) -> str:
    """Why a board is not asked about its residents any more; "" while it is."""
    about_change = request is not None and request.is_about_change
    if initiative.status not in (UNDECIDED | UNDER_WAY if about_change else UNDECIDED):
        return gettext("Indsatsen er %(status)s. Du skal ikke svare længere.") % {
            "status": initiative.get_status_display().lower()
        }
    return "" if takes_part else no_longer_asked()


def no_longer_asked() -> str:
    return gettext("Afdelingen er ikke med i indsatsen længere. Du skal ikke gøre noget.")


def why_not_correct(decision: ResidentDecision, initiative: Initiative) -> str:
    """Why the board cannot mend its answer any more; "" while it can.

    AAB's own choice: 14 days (AAB_ANSWER_CORRECTION_DAYS), as long as nothing has been decided. "Not asked
    yet" is no decision of the residents and can be followed by one at any time.
    """
    if initiative.status not in UNDECIDED:
        return gettext("Indsatsen er %(status)s. Derfor kan svaret ikke rettes.") % {
            "status": initiative.get_status_display().lower()
        }
    if decision.form == ResidentDecision.Form.NOT_ASKED:
        return ""
    if timezone.localdate() > correctable_until(decision):
        return gettext("Fristen for at rette svaret er gået. Ring til os, hvis der er en fejl.")
    return ""


def correctable_until(decision: ResidentDecision) -> dt.date:
    """The last day on which the board may correct the answer."""
    return decision.correctable_until(settings.AAB_ANSWER_CORRECTION_DAYS)


# --- The parts that entering on a board's behalf shares ---------------------------------------
def _lock_for_answer(initiative: Initiative, request: BoardRequest | None = None) -> Initiative:
    locked = lock_for_change(initiative)
    if reason := why_not_answer(locked, request=request):
        raise Refused(reason)
    return locked


def standing_answer(initiative: Initiative, department: Department) -> ResidentDecision | None:
    """The answer that stands for a department, with the people who gave it."""
    found = initiative.resident_decisions.current().filter(department=department)
    return found.select_related("answered_by", "entered_by", "request").first()


def close_request(initiative: Initiative, department: Department) -> None:
    """The board has nothing to answer any more; mails about it are cancelled by this."""
    open_requests = initiative.board_requests.filter(department=department, closed_at__isnull=True)
    open_requests.update(closed_at=timezone.now())


def write_answer(
    initiative: Initiative,
    department: Department,
    answer: Answer,
    *,
    standing: ResidentDecision | None,
    request: BoardRequest | None,
    stands: bool = True,
    **people,
) -> ResidentDecision:
    """One new answer with its line in the history. It takes the place of `standing` unless it does not stand."""
    now = timezone.now()
    if standing is not None and stands:
        ResidentDecision.objects.filter(pk=standing.pk).update(superseded_at=now)
    decision = ResidentDecision.objects.create(
        initiative=initiative,
        department=department,
        request=request,
        answered_at=now,
        superseded_at=None if stands else now,
        **asdict(answer),
        **people,
    )
    if stands:
        who = people.get("entered_by") or people.get("answered_by")
        department_answered(initiative, department.pk, how=LookAgain.Cleared.ANSWERED, by=who)
    entered = decision.entered_by_id is not None
    if entered:
        sentence = gettext_noop("Skrev svaret ind for %(department)s: %(answer)s")
    elif standing is not None and standing.form != ResidentDecision.Form.NOT_ASKED:
        sentence = gettext_noop("Rettede svaret for %(department)s: %(answer)s")
    else:
        sentence = gettext_noop("Svarede for %(department)s: %(answer)s")
    with in_danish():
        record(
            initiative,
            by=decision.entered_by if entered else decision.answered_by,
            kind="residents_answered",
            sentence=sentence,
            params={
                "department": department.title,
                "answer": str(decision.get_result_display() or decision.get_form_display()),
            },
            words=decision.wishes or decision.sentence,
            changes=changes_between(
                texts_of(standing if stands else None, ANSWER_COLUMNS), texts_of(decision, ANSWER_COLUMNS)
            ),
            on_behalf_of=department,
            prepares=entered,
        )
    return decision


def minutes_of(initiative: Initiative, department: Department):
    """The minutes that lie with a department's answer, each in its newest version."""
    return Evidence.objects.current().filter(
        initiative=initiative, department=department, requirement_key=evidence.RESIDENTS_POINT
    )


def awaits_minutes(decision: ResidentDecision) -> bool:
    """True while a board that said "referatet kommer senere" has sent none, and the case takes files."""
    initiative = decision.initiative
    if not decision.minutes_follow or initiative.status in evidence.CLOSED_FOR_FILES:
        return False
    return not minutes_of(initiative, decision.department).exists()


def minutes_wanted(decision: ResidentDecision, on: dt.date) -> bool:
    """True when the minutes that were to follow should have come by that day (AAB_MINUTES_AFTER_DAYS)."""
    answered = timezone.localdate(decision.answered_at)
    late = (on - answered).days >= settings.AAB_MINUTES_AFTER_DAYS
    return late and awaits_minutes(decision)


def minutes_before(old: ResidentDecision):
    """The minutes as they lay when an answer that has been corrected still stood."""
    lay = Evidence.objects.filter(
        initiative=old.initiative_id,
        department=old.department_id,
        requirement_key=evidence.RESIDENTS_POINT,
        uploaded_at__lte=old.superseded_at,
    )
    gone = Q(replaced_by__uploaded_at__lte=old.superseded_at) | Q(removed_at__lte=old.superseded_at)
    return lay.exclude(gone)


def keep_file(
    decision: ResidentDecision,
    upload: CheckedUpload | None,
    file: str,
    *,
    by: User,
    replaces: Evidence | None = None,
) -> None:
    """The row of the minutes that came with an answer; a new version where they take the place of others."""
    if upload is None:
        return
    if replaces is not None and replaces.sha256 == upload.sha256:
        evidence.discard(file)
    elif replaces is not None:
        evidence.add_version(replaces, upload=upload, file=file, by=by)
    else:
        evidence.add_row(
            decision.initiative,
            requirement_key=evidence.RESIDENTS_POINT,
            upload=upload,
            file=file,
            by=by,
            department=decision.department,
        )


def _tell_everybody(decision: ResidentDecision, *, by: User) -> None:
    """A receipt to the whole board, so that each member can object, and word to the person responsible."""
    people = {person.pk: person for person in [by, *board_by_mail(decision.department)]}
    for person in people.values():
        outbox.queue("resident_decision_receipt", to=person, about=decision, occurrence="answered", by=by)
    tell_the_responsible(decision, by=by)


def tell_the_responsible(decision: ResidentDecision, *, by: User) -> None:
    """A mail when the last department has said yes, and at once when one has not. None about one's own entry."""
    initiative = decision.initiative
    if initiative.responsible_id == by.pk:
        return
    if not decision.says_yes:
        kind, about, occurrence = "resident_decision_not_yes", decision, "answered"
    else:
        own = Department.objects.own().filter(participations__initiative=initiative)
        said_yes = {
            answer.department_id for answer in initiative.resident_decisions.current() if answer.says_yes
        }
        if not said_yes >= set(own.values_list("pk", flat=True)):
            return
        kind, about, occurrence = "residents_all_said_yes", initiative, f"answer-{decision.pk}"
    outbox.queue(kind, to=initiative.responsible, about=about, occurrence=occurrence, by=by)
