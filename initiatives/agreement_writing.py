"""Writing main and strategic agreements, their parties and parts, and the versions of an agreement's file."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from accounts.models import User
from accounts.uploads import CheckedUpload

from .changes import changes_between, texts_of
from .evidence import discard, placed
from .history import record
from .models import (
    EDITABLE,
    TERMS,
    AgreementFile,
    AgreementParty,
    FocusArea,
    Initiative,
    MainAgreement,
    Partner,
    ResultContract,
    Status,
    StrategicAgreement,
    SubAgreement,
)
from .workflow import Refused, lock_for_change

Agreement = MainAgreement | StrategicAgreement
ALIVE = EDITABLE | {Status.APPROVED, Status.RUNNING, Status.PAUSED}
"""While the case is written and while it runs: an agreement is signed, renewed and followed up in both."""
COLUMNS = ("title", "state", "begins_on", "ends_on", "purpose", "what_was_tried", *TERMS)


def takes_agreements(initiative: Initiative) -> bool:
    """True while agreements of the case may be written."""
    return initiative.status in ALIVE


def lock_for_agreement(initiative: Initiative) -> Initiative:
    """The case, locked. Raises Refused when it lies to be decided or is over."""
    initiative = lock_for_change(initiative)
    if not takes_agreements(initiative):
        raise Refused(
            gettext("Indsatsen er %(status)s. Aftalen kan ikke rettes nu.")
            % {"status": initiative.get_status_display().lower()}
        )
    return initiative


def _tell(agreement: Agreement, by: User, sentence: str, params: dict, changes: dict | None = None) -> None:
    """A line in the history of the case; a hovedaftale belongs to no case, and says itself who wrote it last."""
    if isinstance(agreement, StrategicAgreement):
        record(
            agreement.initiative,
            by=by,
            kind="agreement",
            sentence=sentence,
            params={"title": agreement.title, **params},
            changes=changes,
            prepares=agreement.initiative.is_editable,
        )


@transaction.atomic
def record_agreement(agreement: Agreement, *, by: User, **said) -> Agreement:
    """Write a new agreement, or mend one. AAB is a party of every new one.

    Raises Refused when the case takes no agreements now, ValidationError when it contradicts itself.
    """
    if isinstance(agreement, StrategicAgreement):
        agreement.initiative = lock_for_agreement(agreement.initiative)
    is_new = agreement.pk is None
    standing = None if is_new else type(agreement).objects.get(pk=agreement.pk)
    before = texts_of(standing, COLUMNS)
    for name, value in said.items():
        setattr(agreement, name, value)
    agreement.recorded_by, agreement.recorded_at = by, timezone.now()
    agreement.full_clean()
    agreement.save()
    if is_new:
        agreement.parties.create()
    _tell(
        agreement,
        by,
        gettext_noop("Skrev aftalen %(title)s ind: %(state)s"),
        {"state": str(agreement.get_state_display())},
        changes_between(before, texts_of(agreement, COLUMNS)),
    )
    return agreement


@transaction.atomic
def set_party(
    agreement: Agreement, *, partner: Partner | None, signed_on: dt.date | None, by: User
) -> AgreementParty:
    """A party and the day it signed; None is AAB. A party that is there already gets the new day."""
    _may_write(agreement)
    party, _is_new = agreement.parties.update_or_create(partner=partner, defaults={"signed_on": signed_on})
    _tell(agreement, by, gettext_noop("Skrev %(party)s på aftalen %(title)s"), {"party": str(party)})
    return party


@transaction.atomic
def remove_party(party: AgreementParty, *, by: User) -> None:
    """Take a party off the agreement."""
    agreement = party.main or party.strategic
    _may_write(agreement)
    name = str(party)
    party.delete()
    _tell(agreement, by, gettext_noop("Tog %(party)s af aftalen %(title)s"), {"party": name})


@transaction.atomic
def set_part(
    agreement: StrategicAgreement, *, area: FocusArea, problem: str, agreed: str, by: User
) -> SubAgreement:
    """The delaftale about one focus area, of which an agreement has one for each."""
    _may_write(agreement)
    part, _is_new = agreement.parts.update_or_create(
        area=area, defaults={"problem": problem, "agreed": agreed}
    )
    _tell(agreement, by, gettext_noop("Skrev delaftalen om %(area)s i %(title)s"), {"area": area.name})
    return part


@transaction.atomic
def remove_part(part: SubAgreement, *, by: User) -> None:
    """Take a delaftale out."""
    _may_write(part.agreement)
    name = part.area.name
    part.delete()
    _tell(part.agreement, by, gettext_noop("Tog delaftalen om %(area)s ud af %(title)s"), {"area": name})


def _may_write(agreement: Agreement) -> None:
    if isinstance(agreement, StrategicAgreement):
        agreement.initiative = lock_for_agreement(agreement.initiative)


def add_version(agreement: Agreement | ResultContract, *, upload: CheckedUpload, by: User) -> AgreementFile:
    """Keep a new version of the agreement's paper. The one that holds already is not kept twice.

    Raises Refused when the case takes no agreements now.
    """
    with placed(upload) as file, transaction.atomic():
        case = None
        if isinstance(agreement, ResultContract):
            case = lock_for_agreement(agreement.partnership.initiative)
        elif isinstance(agreement, StrategicAgreement):
            case = lock_for_agreement(agreement.initiative)
        newest = agreement.files.first()
        if newest and newest.sha256 == upload.sha256:
            discard(file)
            return newest
        version = agreement.files.create(
            number=newest.number + 1 if newest else 1,
            file=file,
            name=upload.name,
            content_type=upload.content_type,
            size=upload.size,
            sha256=upload.sha256,
            uploaded_by=by,
            uploaded_at=timezone.now(),
        )
        if case:
            record(
                case,
                by=by,
                kind="agreement",
                sentence=gettext_noop("Lagde version %(number)s af aftalen ind: %(name)s"),
                params={"number": version.number, "name": version.name},
                prepares=case.is_editable,
            )
    return version
