"""Writing how an initiative goes together with volunteer work and with building work."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from accounts import outbox
from accounts.models import User

from .history import changed_fields, record
from .models import (
    Department,
    DisplacementAnswer,
    DisplacementRequest,
    DisplacementReview,
    Initiative,
    PhysicalLink,
    PhysicalProject,
    VolunteerActivity,
)
from .residents import boards_of, mailed
from .together import in_danish
from .workflow import Refused, lock_for_edit


@transaction.atomic
def review_volunteer_work(
    initiative: Initiative,
    *,
    notes: dict[Department, str],
    effects: dict[VolunteerActivity, str],
    by,
    for_board: bool = False,
) -> None:
    """Write, per department, how the initiative fits with what residents do themselves (policy 1).

    `effects` answers each registered activity: supplements, conflicts or not_relevant. `for_board` when a
    member of the department's board answers; that is no work on the case. Raises Refused when the case
    cannot be edited.
    """
    initiative = lock_for_edit(initiative)
    now = timezone.now()
    for department, note in notes.items():
        before = _answers_of(initiative, department)
        review, _created = DisplacementReview.objects.update_or_create(
            initiative=initiative,
            department=department,
            defaults={"note": note, "reviewed_by": by, "reviewed_at": now, "for_board": for_board},
        )
        for activity, effect in effects.items():
            if activity.department_id == department.pk:
                DisplacementAnswer.objects.update_or_create(
                    review=review, activity=activity, defaults={"effect": effect}
                )
        initiative.displacement_requests.filter(department=department, closed_at__isnull=True).update(
            closed_at=now
        )
        record(
            initiative,
            by=by,
            kind="displacement",
            sentence=gettext_noop("Gennemgik det frivillige arbejde i %(department)s"),
            params={"department": department.title},
            changes=changed_fields(before, _answers_of(initiative, department)),
            on_behalf_of=department if for_board else None,
            prepares=not for_board,
        )


def _answers_of(initiative: Initiative, department: Department) -> dict[str, str]:
    """What is written about a department's volunteer work, under the names people know."""
    review = DisplacementReview.objects.filter(initiative=initiative, department=department).first()
    if review is None:
        return {}
    with in_danish():
        answers = DisplacementAnswer.objects.filter(review=review).select_related("activity")
        return {
            str(DisplacementReview._meta.get_field("note").verbose_name): review.note,
            **{answer.activity.name: str(answer.get_effect_display()) for answer in answers},
        }


@transaction.atomic
def link_physical_projects(initiative: Initiative, *, how: dict[PhysicalProject, str], by) -> None:
    """Write how the initiative and each building case meet (policy 3); an empty text removes the link."""
    initiative = lock_for_edit(initiative)
    before = dict(initiative.physical_links.filter(project__in=how).values_list("project__name", "how"))
    for project, text in how.items():
        if text:
            PhysicalLink.objects.update_or_create(
                initiative=initiative, project=project, defaults={"how": text}
            )
        else:
            PhysicalLink.objects.filter(initiative=initiative, project=project).delete()
    record(
        initiative,
        by=by,
        kind="physical",
        sentence=gettext_noop("Koblede indsatsen til byggesager"),
        params={},
        changes=changed_fields(before, {project.name: text for project, text in how.items()}),
        prepares=True,
    )


@transaction.atomic
def ask_board_about_volunteers(
    initiative: Initiative, *, department: Department, by: User
) -> DisplacementRequest:
    """Ask a board whether the initiative takes over what residents do. Asking twice asks once. Raises Refused."""
    locked = lock_for_edit(initiative)
    if not locked.participations.filter(department=department).exists():
        raise Refused(gettext("Afdelingen er ikke med i indsatsen."))
    seats = boards_of([department]).get(department.pk)
    if not seats:
        raise Refused(
            gettext(
                "Vi ved ikke, hvem der sidder i bestyrelsen. Ring til afdelingen, og skriv, hvad de siger."
            )
        )
    if standing := locked.displacement_requests.filter(department=department, closed_at__isnull=True).first():
        return standing
    days = settings.AAB_REMINDER_DAYS["decision"][0]
    request = DisplacementRequest.objects.create(
        initiative=locked,
        department=department,
        asked_by=by,
        asked_at=timezone.now(),
        deadline_on=timezone.localdate() - dt.timedelta(days=days),
    )
    locked.participations.filter(department=department, asked_on__isnull=True).update(
        asked_on=timezone.localdate()
    )
    for person in mailed(seats):
        outbox.queue("displacement_asked", to=person, about=request, occurrence="asked", by=by)
    record(
        locked,
        by=by,
        kind="displacement_asked",
        sentence=gettext_noop("Spurgte bestyrelsen i %(department)s om det frivillige arbejde"),
        params={"department": department.title},
        prepares=True,
    )
    return request
