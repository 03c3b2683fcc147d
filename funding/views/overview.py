"""Bevillinger (G4): how much has been given, used, and is left?"""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from funding import overview
from funding.models import YearFrame
from initiatives import rules
from initiatives.spreadsheet import download

SOON = dt.timedelta(days=90)


def _chosen(request) -> dict:
    """The year, the division and the group chosen in the address; what cannot be read is not chosen."""
    if not (rules.works_for_aab(request.user) or rules.is_decider(request.user)):
        raise PermissionDenied(gettext("Siden er for dem, der godkender indsatser."))
    today = timezone.localdate()
    asked = request.GET.get("aar", "")
    year = int(asked) if asked.isdecimal() and len(asked) == 4 else today.year
    by = request.GET.get("fordel", "")
    by = by if by in overview.BY else "kilde"
    rows = overview.commitments_of(year)
    frames = list(YearFrame.objects.filter(year=year).select_related("source"))
    groups = overview.groups_of(rows, frames, by)
    framed, unframed = overview.beside_the_frames(rows, frames)
    wanted = request.GET.get("gruppe")
    group = next((group for group in (*groups, framed, unframed) if group.key == wanted), None)
    if group in (framed, unframed):
        limited = {frame.source_id for frame in frames}
        rows = [row for row in rows if (row.line.source_id in limited) == (group == framed)]
    elif group:
        rows = [row for row in rows if group.key in overview.keys_of(row, by)]
    return {
        "today": today,
        "year": year,
        "by": by,
        "groups": groups,
        "group": group,
        "rows": rows,
        "frames": [frame for frame in frames if _shows(frame, group, by)],
        "limit": framed if frames and group is None else group if group and group.frame is not None else None,
        "unframed": unframed,
        "whole": overview.whole_of(rows) if group is None else group,
    }


def _shows(frame: YearFrame, group: overview.Group | None, by: str) -> bool:
    """Whether the frame belongs to what is chosen: all of them, those that are limits, or one source's own."""
    if group is None or group.key == overview.WITH_FRAME:
        return True
    return by == "kilde" and group.key == str(frame.source_id)


@require_safe
def grants(request):
    """The year in numbers, divided as asked; each number leads to the rows behind it."""
    context = _chosen(request)
    overview.say_who_set(context["frames"])
    return render(
        request,
        "funding/grants.html",
        {
            **context,
            "years": overview.years_with_money(context["today"]),
            "divisions": [
                ("kilde", gettext("Kilde")),
                ("omraade", gettext("Område")),
                ("afdeling", gettext("Afdeling")),
            ],
            "conditions": overview.conditions_due(context["today"] + SOON),
        },
    )


@require_safe
def sheet(request):
    """The rows on the page as a spreadsheet."""
    context = _chosen(request)
    headings = [
        gettext("År"), gettext("Indsats"), gettext("Kilde"), gettext("Områder"), gettext("Afdelinger"),
        gettext("Tilsagn (kr.)"), gettext("Udbetalt (kr.)"), gettext("Brugt (kr.)"), gettext("Givet tilbage (kr.)"),
        gettext("Tilbage (kr.)"),
    ]  # fmt: skip
    rows = [
        [
            row.year,
            row.line.initiative.name,
            row.line.source.name,
            ", ".join(overview.keys_of(row, "omraade").values()),
            ", ".join(overview.keys_of(row, "afdeling").values()),
            row.amount,
            row.paid,
            row.spent,
            row.returned,
            row.remaining,
        ]
        for row in context["rows"]
    ]
    return download(
        "xlsx", headings, rows, sheet=gettext("Bevillinger"), filename=f"bevillinger-{context['year']}"
    )
