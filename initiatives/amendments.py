"""Changing an approved initiative: a small correction at once, anything else on a copy that is decided.

The approved version stays in force while the copy goes its way: checklist, boards, route and decision are those
of any case. When it is approved, the copy is put in force and the case gets its next approved version.
"""

from __future__ import annotations

import copy as copy_module
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from accounts.models import User

from .approved_versions import FILE, Line, contents_of, differences, keep_version
from .drafts import COLUMNS, label_of
from .history import person_value, record
from .models import Amendment, Decision, Evidence, Initiative, Participation, ResultContract, Status
from .partners import COLUMNS as PARTNER_COLUMNS
from .partners import CONTRACT_COLUMNS
from .proving import composition
from .together import in_danish
from .wording import status_in_sentence
from .workflow import Refused, lock_for_change

AMENDABLE = frozenset({Status.APPROVED, Status.RUNNING, Status.PAUSED})
CORRECTABLE = ("name", "summary", "target_group")
"""What staff mend without asking anybody: words that were wrong, never what was decided."""
COPIED = (*COLUMNS, "is_pilot", "long_track")
TIME = frozenset({"starts_on", "ends_on"})
SMALL = frozenset({"name", "target_group", "responsible"})

Kind = Amendment.Kind


@dataclass(frozen=True)
class Correction:
    """The words of a case as they should have been. `responsible` may change hands with it."""

    name: str
    summary: str
    target_group: str
    responsible: User


@transaction.atomic
def correct(initiative: Initiative, *, by: User, correction: Correction, reason: str) -> set[str]:
    """Mend words of an approved case without a decision. Returns what changed; nothing changed is no act.

    Raises Refused when the case is not approved and under way.
    """
    locked = _lock(initiative)
    before = {name: getattr(locked, name) for name in (*CORRECTABLE, "responsible")}
    after = {name: getattr(correction, name) for name in before}
    changed = {name for name in before if before[name] != after[name]}
    if not changed:
        return changed
    if not reason.strip():
        raise Refused(gettext("Skriv hvorfor."))
    for name in changed:
        setattr(locked, name, after[name])
    locked.save(update_fields=[*changed, *(["sort_key"] if "name" in changed else [])])
    record(
        locked,
        by=by,
        kind="corrected",
        sentence=gettext_noop("Rettede en lille ting"),
        words=reason.strip(),
        changes={
            label_of(name): [person_value(before[name]), person_value(after[name])]
            if name == "responsible"
            else [before[name], after[name]]
            for name in changed
        },
        prepares=True,
    )
    if changed & set(CORRECTABLE):
        keep_version(locked, by=by, kind=Kind.CORRECTION)
    return changed


@transaction.atomic
def propose(initiative: Initiative, *, by: User, reason: str) -> Amendment:
    """Make a copy of an approved case to change and have decided; one at a time.

    Raises Refused when the case is not approved and under way, or has a proposal already.
    """
    locked = _lock(initiative)
    if not reason.strip():
        raise Refused(gettext("Skriv hvorfor."))
    if open_amendment(locked):
        raise Refused(
            gettext("Der er allerede et forslag til ændring. Gør det færdigt, eller træk det tilbage.")
        )
    now = timezone.now()
    copy = Initiative.everything.create(
        **{name: getattr(locked, name) for name in COPIED},
        amends=locked,
        policy_version=locked.policy_version,
        is_fictitious=locked.is_fictitious,
        source=locked.source,
        status_since=now,
        created_by=by,
        created_at=now,
        changed_by=by,
        changed_at=now,
    )
    _copy_rows(locked, copy)
    for part in composition().COPIED_PARTS:
        part.copy(locked, copy)
    amendment = Amendment.objects.create(
        initiative=locked,
        number=locked.amendments.count() + 1,
        draft=copy,
        reason=reason.strip(),
        base=contents_of(locked),
        proposed_by=by,
        proposed_at=now,
    )
    record(
        copy,
        by=by,
        kind="created",
        sentence=gettext_noop("Oprettet som forslag til ændring"),
        words=reason.strip(),
        prepares=True,
    )
    record(
        locked,
        by=by,
        kind="amendment_proposed",
        sentence=gettext_noop("Begyndte på et forslag til ændring"),
        words=reason.strip(),
        changes_case=False,
    )
    return amendment


def _lock(initiative: Initiative) -> Initiative:
    locked = lock_for_change(initiative)
    if locked.amends_id is not None:
        raise Refused(gettext("Det er selv et forslag til ændring."))
    if locked.status not in AMENDABLE:
        raise Refused(
            gettext("Indsatsen er %(status)s. En ændring kan kun foreslås, når den er godkendt og ikke slut.")
            % {"status": status_in_sentence(locked.status)}
        )
    return locked


def open_amendment(initiative: Initiative) -> Amendment | None:
    """The proposal that is being written or decided, if there is one."""
    open_ = (Status.DRAFT, Status.SUBMITTED, Status.RETURNED)
    return initiative.amendments.filter(draft__status__in=open_).select_related("draft").first()


# --- What is proposed ---------------------------------------------------------------------------
def proposed_changes(copy: Initiative) -> list[Line]:
    """What the copy would change. What was mended in the case meanwhile is no part of it."""
    return differences(copy.amendment.base, contents_of(copy))


def kind_of(lines: Iterable[Line]) -> str:
    """What sort of change it is, read from what differs: the widest of them. "" when nothing does.

    Files, and what staff plan without a decision (the composition's FREE_KEYS), make no change wider.
    """
    found = {line.key for line in lines}
    if not found:
        return ""
    keys = {key for key in found if not key.startswith((FILE, *composition().FREE_KEYS))}
    if keys <= SMALL:
        return Kind.CORRECTION
    if keys <= SMALL | TIME:
        return Kind.TIME
    money = {key for key in keys if key.startswith(composition().MONEY_KEYS)}
    return Kind.MONEY if keys <= SMALL | TIME | money else Kind.SCOPE


def check_proposal(initiative: Initiative) -> None:
    """Raises Refused for a proposal that changes nothing, or whose case has ended meanwhile."""
    if initiative.amends_id is None:
        return
    if initiative.amends.status not in AMENDABLE:
        raise Refused(gettext("Indsatsen er slut, så den kan ikke ændres. Træk forslaget tilbage."))
    if not proposed_changes(initiative):
        raise Refused(
            gettext("Der er ikke ændret noget endnu. Ret det, der skal være anderledes, og send så.")
        )


# --- Copying and putting in force -----------------------------------------------------------------
def copy_row(row: models.Model, **changed) -> models.Model:
    """The same row once more, with what is changed. The row given stays what it was."""
    row = copy_module.copy(row)
    row.pk, row._state.adding = None, True
    for name, value in changed.items():
        setattr(row, name, value)
    row.save(force_insert=True)
    return row


def _copy_rows(source: Initiative, copy: Initiative) -> None:
    for participation in source.participations.all():
        copy_row(participation, initiative=copy)
    copy.areas.set(source.areas.all())
    for rows in (source.statements, source.explanations, source.physical_links):
        for row in rows.all():
            copy_row(row, initiative=copy)
    for partnership in source.partnerships.all():
        contract = ResultContract.objects.filter(partnership=partnership).first()
        new = copy_row(partnership, initiative=copy)
        if contract:
            copy_row(contract, partnership=new)
    requests = {}
    for request in source.board_requests.filter(closed_at__isnull=False):
        old = request.pk
        requests[old] = copy_row(request, initiative=copy)
    files = _copy_files(source, copy)
    for decision in source.resident_decisions.current():
        council = list(decision.council_decisions.all())
        new = copy_row(decision, initiative=copy, request=requests.get(decision.request_id))
        for row in council:
            copy_row(row, resident_decision=new, evidence=files.get(row.evidence_id))
    for review in source.displacement_reviews.prefetch_related("answers"):
        answers = list(review.answers.all())
        new = copy_row(review, initiative=copy)
        for answer in answers:
            copy_row(answer, review=new)


def _copy_files(source: Initiative, copy: Initiative) -> dict[int, Evidence]:
    """The newest versions, as rows of the copy's own over the same stored files. {old id: new row}."""
    return {
        row.pk: _copy_file(row, copy, replaces=None)
        for row in source.evidence.current().prefetch_related("points")
    }


def _copy_file(row: Evidence, to: Initiative, *, replaces: Evidence | None) -> Evidence:
    version = replaces.version + 1 if replaces else 1
    new = copy_row(row, initiative=to, replaces=replaces, version=version)
    _copy_points(row, new)
    return new


def _copy_points(row: Evidence, to: Evidence) -> None:
    """What `row` was said to prove besides, `to` proves too."""
    there = set(to.points.standing().values_list("requirement_key", flat=True))
    for point in row.points.standing().exclude(requirement_key__in=there):
        copy_row(point, evidence=to)


def _file_key(row: Evidence) -> tuple:
    """The same file for the same thing: what it proves, whose it is, and its fingerprint."""
    return row.requirement_key, row.department_id, row.sha256


def _put_files_back(case: Initiative, copy: Initiative, *, by: User, since) -> None:
    """What was added to the copy is added to the case, a new version after the one it replaces; what was taken off
    the copy is taken off the case. A file that the case has got itself meanwhile stays.
    """
    wanted = {_file_key(row): row for row in copy.evidence.current()}
    standing = {_file_key(row): row for row in case.evidence.current()}
    replaced = set()
    for key, row in wanted.items():
        if key in standing:
            _copy_points(row, standing[key])
        elif row.uploaded_at >= since:
            old = standing.get(_first_standing(row, standing))
            _copy_file(row, case, replaces=old)
            replaced.add(old.pk if old else None)
    gone = [row.pk for key, row in standing.items() if key not in wanted and row.uploaded_at < since]
    taken_off = case.evidence.filter(pk__in=set(gone) - replaced)
    taken_off.update(removed_by=by, removed_at=timezone.now())


def _first_standing(row: Evidence, standing: dict[tuple, Evidence]) -> tuple | None:
    """The key of the file in the case that `row` came in the place of, over any number of versions."""
    while (row := row.replaces) is not None:
        if _file_key(row) in standing:
            return _file_key(row)
    return None


@transaction.atomic
def put_in_force(decision: Decision, *, by: User) -> None:
    """Make the approved copy the case that is in force. Part of the decision that approves it."""
    copy = decision.submission.initiative
    amendment = Amendment.objects.select_related("initiative").get(draft=copy)
    case = lock_for_change(amendment.initiative)
    if case.status not in AMENDABLE:
        raise Refused(
            gettext("Indsatsen er %(status)s, så ændringen kan ikke sættes i kraft.")
            % {"status": status_in_sentence(case.status)}
        )
    lines = proposed_changes(copy)
    changed = {line.key for line in lines}
    names = [name for name in COPIED if name in changed or name in ("is_pilot", "long_track")]
    for name in names:
        setattr(case, name, getattr(copy, name))
    case.policy_version = copy.policy_version
    case.save(update_fields=[*names, "sort_key", "policy_version"])
    _replace_rows(case, copy, by=by, since=amendment.proposed_at)
    for part in composition().COPIED_PARTS:
        part.put_back(copy, case, changed)
    amendment.in_force_at = timezone.now()
    amendment.save(update_fields=["in_force_at"])
    kind = kind_of(lines) or Kind.CORRECTION
    record(
        case,
        by=by,
        kind="amended",
        sentence=gettext_noop("Ændring godkendt af %(body)s: %(kind)s"),
        params={
            "body": decision.submission.body.name,
            "kind": _in_danish_lower(Kind(kind)),
        },
        words=amendment.reason,
        changes={line.label: [line.before, line.after] for line in lines},
    )
    keep_version(case, by=by, kind=kind, decision=decision, amendment=amendment)


def _in_danish_lower(kind: Kind) -> str:
    with in_danish():
        return str(kind.label).lower()


def _replace_rows(case: Initiative, copy: Initiative, *, by: User, since) -> None:
    _set_departments(case, copy)
    case.areas.set(copy.areas.all())
    for name in ("statements", "explanations", "physical_links"):
        getattr(case, name).all().delete()
        for row in getattr(copy, name).all():
            copy_row(row, initiative=case)
    _set_partners(case, copy)
    for decision in copy.resident_decisions.current().filter(answered_at__gte=since):
        standing = case.resident_decisions.current().filter(department=decision.department_id)
        standing.update(superseded_at=decision.answered_at)
        copy_row(decision, initiative=case, request=None)
    for review in copy.displacement_reviews.prefetch_related("answers"):
        answers = list(review.answers.all())
        case.displacement_reviews.filter(department=review.department_id).delete()
        new = copy_row(review, initiative=case)
        for answer in answers:
            copy_row(answer, review=new)
    _put_files_back(case, copy, by=by, since=since)


def _set_departments(case: Initiative, copy: Initiative) -> None:
    wanted = {p.department_id: p for p in copy.participations.all()}
    case.participations.exclude(department__in=wanted).delete()
    there = set(case.participations.values_list("department", flat=True))
    Participation.objects.bulk_create(
        Participation(initiative=case, department_id=pk, asked_on=p.asked_on)
        for pk, p in wanted.items()
        if pk not in there
    )


def _set_partners(case: Initiative, copy: Initiative) -> None:
    """Partners and their contracts as the copy has them; one that other things hang on stays."""
    standing = {p.partner_id: p for p in case.partnerships.all()}
    for partnership in copy.partnerships.all():
        contract = ResultContract.objects.filter(partnership=partnership).first()
        mine = standing.pop(partnership.partner_id, None)
        if mine is None:
            mine = copy_row(partnership, initiative=case)
        else:
            for name in PARTNER_COLUMNS:
                setattr(mine, name, getattr(partnership, name))
            mine.save()
        if contract:
            there = ResultContract.objects.filter(partnership=mine).first()
            if there is None:
                copy_row(contract, partnership=mine)
            elif there.recorded_at < contract.recorded_at:
                # A contract that was signed anew while the change was decided stays as it was signed.
                for name in (*CONTRACT_COLUMNS, "recorded_by", "recorded_at"):
                    setattr(there, name, getattr(contract, name))
                there.save()
    for gone in standing.values():
        try:
            with transaction.atomic():
                gone.delete()
        except ProtectedError:
            continue
