"""What everybody may read, in bulk: 500 activities and 200 stories in the departments there are."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from accounts.models import User
from initiatives.models import Department, FocusArea, PublishedStory, Story, VolunteerActivity

ACTIVITIES, STORIES = 500, 200


def fill_public(*, by: User) -> None:
    departments, areas, now = list(Department.objects.all()), list(FocusArea.objects.all()), timezone.now()
    VolunteerActivity.objects.bulk_create(
        VolunteerActivity(
            department=departments[n % len(departments)],
            name=f"Aktivitet {n}",
            what="Vi mødes og laver noget sammen. Alle kan komme, også for en halv time.",
            weekday=n % 7 + 1,
            starts_at=dt.time(10 + n % 9),
            ends_at=dt.time(11 + n % 9),
            place="Fælleshuset",
            language="dansk",
            is_public=True,
            reviewed_on=now.date(),
        )
        for n in range(ACTIVITIES)
    )
    for n in range(STORIES):
        department, area = departments[n % len(departments)], areas[n % len(areas)]
        story = Story.objects.create(
            department=department, area=area, title=f"Historie {n}", written_by=by, changed_at=now
        )
        PublishedStory.objects.create(
            story=story,
            address=f"historie-{n}",
            department=department,
            area=area,
            title=f"Historie {n}",
            lead="Hver torsdag laver seks naboer mad til hele gården.",
            body=[
                {"key": "what_happened", "text": "Hver torsdag laver seks naboer mad til hele gården. " * 20}
            ],
            told_by="Karen, formand",
            published_at=now - dt.timedelta(hours=n),
            published_by=by,
        )
