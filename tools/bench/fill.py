"""A large portal: `initiatives` cases in 110 departments, written in bulk and always the same."""

from __future__ import annotations

import datetime as dt
import itertools

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from accounts.models import Employment, User
from evaluation.models import Evaluation, EvaluationPlan, Measurement, SuccessCriterion
from funding.models import BudgetLine, FundingLine, FundingSource
from initiatives.history import content_fingerprint, row_fingerprint
from initiatives.models import (
    BoardSeat,
    Body,
    Department,
    FocusArea,
    HistoryEntry,
    HousingOrganisation,
    Initiative,
    Participation,
    Partner,
    Partnership,
    ResidentDecision,
    Statement,
    Status,
    Submission,
)
from initiatives.policy_data import load_version_1

DEPARTMENTS = 110
CONSULTANTS = 100
_STATUSES = [Status.RUNNING] * 5 + [Status.CLOSED] * 4 + [Status.DRAFT, Status.SUBMITTED, Status.APPROVED]


def fill(initiatives: int) -> User:
    """Fill an empty database, and return the member of staff who reads it."""
    version = load_version_1()
    staff = User.objects.create_user(
        "bench@example.dk", None, name="Bente Bench", phone="00 00 00 00", employment=Employment.CONSULTANT
    )
    colleagues = [staff] + [
        User.objects.create_user(
            f"bench{n}@example.dk",
            None,
            name=f"Kollega {n}",
            phone="00 00 00 00",
            employment=Employment.CONSULTANT,
        )
        for n in range(1, CONSULTANTS)
    ]
    aab = HousingOrganisation.objects.create(name="AAB", is_own=True)
    Department.objects.bulk_create(
        Department(organisation=aab, number=str(n), sort_key=f"{n:08}", municipality="København")
        for n in range(1, DEPARTMENTS + 1)
    )
    departments = list(Department.objects.all())
    for department in departments:
        person = User.objects.create_user(
            f"bestyrelse{department.number}@example.dk", None, name=f"Bo {department.number}"
        )
        BoardSeat.objects.create(department=department, person=person, from_on=dt.date(2020, 1, 1))
    now = timezone.now()
    today = timezone.localdate()
    Initiative.objects.bulk_create(
        (
            Initiative(
                name=f"Indsats {n:05} om naboskab og lektier",
                sort_key=f"indsats {n:08} om naboskab og lektier",
                summary="Frivillige og naboer mødes to gange om ugen i fælleshuset.",
                starts_on=today - dt.timedelta(days=n % 700),
                ends_on=today + dt.timedelta(days=n % 500),
                expects_outside_money=bool(n % 2),
                involves_municipality=not n % 3,
                is_pilot=not n % 9,
                status=_STATUSES[n % len(_STATUSES)],
                status_since=now,
                first_submitted_at=now,
                policy_version=version,
                responsible=colleagues[n % CONSULTANTS],
                created_by=colleagues[n % CONSULTANTS],
                created_at=now,
                changed_by=staff,
                changed_at=now - dt.timedelta(minutes=n),
            )
            for n in range(1, initiatives + 1)
        ),
        batch_size=500,
    )
    cases = list(Initiative.objects.order_by("pk").values_list("pk", flat=True))
    turn = itertools.cycle(departments)
    taking_part = [(case, next(turn)) for case in cases for _time in range(2)]
    _bulk(
        Participation, (Participation(initiative_id=c, department=d, asked_on=today) for c, d in taking_part)
    )
    _bulk(
        ResidentDecision,
        (
            ResidentDecision(
                initiative_id=c,
                department=d,
                form="department_meeting",
                held_on=today,
                result="yes",
                sentence="Ja.",
                channel="paper",
                entered_by=staff,
                answered_at=now,
            )
            for c, d in taking_part
        ),
    )
    areas = list(FocusArea.objects.all())
    link = Initiative.areas.through
    _bulk(link, (link(initiative_id=c, focusarea=areas[c % len(areas)]) for c in cases))
    partners = [Partner.objects.create(name=f"Partner {n}", kind="voluntary") for n in range(20)]
    _bulk(
        Partnership,
        (
            Partnership(initiative_id=c, partner=partners[c % 20], role="Hjælper", contact="Lederen")
            for c in cases
        ),
    )
    _bulk(
        SuccessCriterion,
        (
            SuccessCriterion(
                initiative_id=c,
                name=f"Flere deltager {o}",
                baseline=12,
                target=40,
                target_on=today,
                method="Optælling",
                order=o,
            )
            for c in cases
            for o in (1, 2)
        ),
    )
    criteria = SuccessCriterion.objects.values_list("pk", flat=True)
    _bulk(
        Measurement,
        (
            Measurement(
                criterion_id=c,
                value=20 + m,
                measured_on=today - dt.timedelta(days=30 * m),
                recorded_by=staff,
                recorded_at=now,
            )
            for c in criteria
            for m in (1, 2, 3)
        ),
    )
    _bulk(
        EvaluationPlan,
        (
            EvaluationPlan(initiative_id=c, rhythm="half_yearly", first_on=today, answered_by_role="board")
            for c in cases
        ),
    )
    _bulk(
        Evaluation,
        (
            Evaluation(
                initiative_id=c,
                department=d,
                due_on=today + dt.timedelta(days=90),
                opens_on=today + dt.timedelta(days=76),
            )
            for c, d in taking_part
        ),
    )
    source = FundingSource.objects.create(name="AAB", kind="aab")
    _bulk(
        BudgetLine,
        (
            BudgetLine(initiative_id=c, text=f"Udgift {o}", amount=10_000, order=o)
            for c in cases
            for o in (1, 2, 3)
        ),
    )
    _bulk(
        FundingLine,
        (FundingLine(initiative_id=c, source=source, amount=30_000, state="granted") for c in cases),
    )
    _bulk(
        Statement,
        (
            Statement(
                initiative_id=c,
                requirement_key=key,
                prompt_key=prompt,
                text="Det gør vi sådan her.",
                written_by=staff,
                written_at=now,
            )
            for c in cases
            for key, prompt in _prompts(version)
        ),
    )
    _send_in(version, staff, now)
    _write_histories(cases, staff, now)
    return staff


def _send_in(version, staff, now) -> None:
    """Every case that is past a draft was sent in to somebody who decides."""
    body = Body.objects.create(kind=Body.Kind.ORGANISATION_BOARD, name="Organisationsbestyrelsen")
    sent = Initiative.objects.exclude(status=Status.DRAFT).values_list("pk", flat=True)
    _bulk(
        Submission,
        (
            Submission(
                initiative_id=c,
                round=1,
                body=body,
                policy_version=version,
                assessment=[],
                submitted_by=staff,
                submitted_at=now,
            )
            for c in sent
        ),
    )


def _write_histories(cases, staff, now) -> None:
    """Five rows a case, chained as the portal chains them."""
    entries, heads = [], []
    for c in cases:
        previous = ""
        for number in range(1, 6):
            entry = HistoryEntry(
                initiative_id=c,
                number=number,
                previous=previous,
                at=now - dt.timedelta(minutes=6 - number),
                by=staff,
                kind="edited",
                sentence="Rettede sagen",
                prepares=True,
            )
            entry.content_sha256 = content_fingerprint(entry)
            entry.fingerprint = previous = row_fingerprint(entry)
            entries.append(entry)
        heads.append(Initiative(pk=c, log_length=5, log_head=previous))
    _bulk(HistoryEntry, entries)
    Initiative.objects.bulk_update(heads, ["log_length", "log_head"], batch_size=500)


def _bulk(model, rows) -> None:
    model.objects.bulk_create(rows, batch_size=500)


def _prompts(version):
    return [
        (requirement.key, prompt["key"])
        for principle in version.principles.prefetch_related("requirements")
        for requirement in principle.requirements.all()
        for prompt in requirement.prompts
    ]


def session_for(user: User) -> str:
    """A session key with which `user` is logged in."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return session.session_key
