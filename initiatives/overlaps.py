"""Why an activity of the residents and an initiative may get in each other's way (policy point 1.2). No queries."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from django.utils.translation import gettext

from .models import FocusArea, Initiative, TargetGroup, VolunteerActivity, Weekday

TASK = "displacement"
"""The kind of the board's task in links; its number is the question's."""

# How people write about the groups, in Danish, by the beginnings of the words.
_WORDS = {
    TargetGroup.CHILDREN: ("børn", "barn", "elev", "skole", "dreng", "pige", "lektie"),
    TargetGroup.YOUNG: ("ung", "teen", "fritidsjob", "lommepenge"),
    TargetGroup.FAMILIES: ("famili", "forældre", "mødre", "mor", "fædre", "far", "baby"),
    TargetGroup.OLDER: ("ældre", "senior", "pension"),
    TargetGroup.ADULTS: ("voksne", "kvinder", "mænd", "jobsøgende", "ledige"),
}


_DANISH = ("", "mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")


def groups_in(text: str) -> set[str]:
    """The target groups a text speaks of."""
    words = re.findall(r"[a-zæøå]+", text.lower())
    return {group for group, starts in _WORDS.items() if any(word.startswith(starts) for word in words)}


def weekdays_in(text: str) -> set[int]:
    """The weekdays a text names: "tirsdag", "onsdage"."""
    text = text.lower()
    return {number for number in range(1, 8) if _DANISH[number] in text}


def reasons(
    initiative: Initiative, activity: VolunteerActivity, *, areas: Iterable[FocusArea], on: dt.date
) -> list[str]:
    """What the two share, as people read it. The department is always the first: that is why it is listed."""
    shared = [gettext("samme afdeling")]
    if activity.area_id and activity.area_id in {area.pk for area in areas}:
        shared.append(gettext("samme område (%(area)s)") % {"area": activity.area})
    said = f"{initiative.name} {initiative.summary} {initiative.target_group}"
    groups = groups_in(said)
    if activity.target_group == TargetGroup.EVERYONE or activity.target_group in groups:
        group = TargetGroup(activity.target_group).label
        shared.append(gettext("samme målgruppe (%(group)s)") % {"group": str(group).lower()})
    if activity.weekday and activity.weekday in weekdays_in(said):
        shared.append(
            gettext("samme ugedag (%(day)s)") % {"day": str(Weekday(activity.weekday).label).lower()}
        )
    elif (
        activity.paused_until is None
        or initiative.ends_on is None
        or activity.paused_until <= initiative.ends_on
    ):
        shared.append(gettext("samme tid på året"))
    return shared
