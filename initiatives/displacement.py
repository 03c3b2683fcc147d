"""Writing how an initiative goes together with volunteer work and with building work."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from .history import record
from .models import (
    Department,
    DisplacementAnswer,
    DisplacementReview,
    Initiative,
    PhysicalLink,
    PhysicalProject,
    VolunteerActivity,
)
from .workflow import lock_for_edit


@transaction.atomic
def review_volunteer_work(
    initiative: Initiative,
    *,
    notes: dict[Department, str],
    effects: dict[VolunteerActivity, str],
    by,
) -> None:
    """Write, per department, how the initiative fits with what residents do themselves (policy 1).

    `effects` answers each registered activity: supplements, conflicts or not_relevant. Raises
    Refused when the case cannot be edited.
    """
    initiative = lock_for_edit(initiative)
    for department, note in notes.items():
        review, _created = DisplacementReview.objects.update_or_create(
            initiative=initiative,
            department=department,
            defaults={"note": note, "reviewed_by": by, "reviewed_at": timezone.now()},
        )
        for activity, effect in effects.items():
            if activity.department_id == department.pk:
                DisplacementAnswer.objects.update_or_create(
                    review=review, activity=activity, defaults={"effect": effect}
                )
        record(
            initiative,
            by=by,
            kind="displacement",
            sentence=gettext_noop("Gennemgik det frivillige arbejde i %(department)s"),
            params={"department": department.title},
            words=note,
            prepares=True,
        )


@transaction.atomic
def link_physical_projects(initiative: Initiative, *, how: dict[PhysicalProject, str], by) -> None:
    """Write how the initiative and each building case meet (policy 3); an empty text removes the link."""
    initiative = lock_for_edit(initiative)
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
        changes={project.name: ["", text] for project, text in how.items() if text},
        prepares=True,
    )
