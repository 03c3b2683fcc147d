"""The list of initiatives (L5): which are there, and where do they stand? Also as a spreadsheet."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import DateField, OuterRef, Prefetch, Subquery, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_safe

from accounts.templatetags.portal import day
from initiatives import rules, spreadsheet
from initiatives.forms.lists import FilterForm
from initiatives.models import BoardRequest, FocusArea, Initiative, Status, Submission
from initiatives.paging import MOST_COUNTED, Page, page_of
from initiatives.wording import departments_in_words, in_sentence, listed

PAGE_SIZE = 25
MOST_DRAFTS = 10


@dataclass(frozen=True)
class Row:
    """One initiative of the list, and what happens to it next."""

    initiative: Initiative
    next_step: str


@require_safe
def initiatives(request: HttpRequest) -> HttpResponse:
    """Own drafts first, then every initiative the person may see, 25 a page."""
    today = timezone.localdate()
    form = FilterForm(request.GET, areas=_areas())
    found = form.applied_to(Initiative.objects.visible_to(request.user, today), user=request.user, on=today)
    if kind := request.GET.get("hent"):
        return _sheet(kind, found)
    page = page_of(_with_whom_it_waits_for(found.select_related("responsible")), request.GET, size=PAGE_SIZE)
    works_for_aab = rules.works_for_aab(request.user)
    drafts = _own_drafts(request.user) if works_for_aab and not form.is_in_use and page.number == 1 else []
    prefetch_related_objects([*drafts, *page.rows], Initiative.DEPARTMENTS, "areas")
    return render(
        request,
        "initiatives/list.html",
        {
            "form": form,
            "drafts": drafts,
            "page": page,
            "heading": _heading(page),
            "rows": [Row(initiative, next_step_in_words(initiative)) for initiative in page.rows],
            "may_create": works_for_aab,
            "sheet_url": _sheet_url(request, "xlsx"),
            "csv_url": _sheet_url(request, "csv"),
        },
    )


def _areas() -> list[FocusArea]:
    """The areas to choose from; a new one may take a minute to come."""
    return cache.get_or_set("initiatives.focus-areas", lambda: list(FocusArea.objects.all()), timeout=60)


def _own_drafts(user) -> list[Initiative]:
    drafts = Initiative.objects.filter(responsible=user, status__in=[Status.DRAFT, Status.RETURNED])
    return list(drafts.order_by("-changed_at", "-pk")[:MOST_DRAFTS])


def _with_whom_it_waits_for(found):
    """With the body and the meeting a sent case waits for, and the boards a draft waits for."""
    last = Submission.objects.filter(initiative=OuterRef("pk")).order_by("-round", "-step")
    asked = BoardRequest.objects.filter(closed_at__isnull=True).order_by("asked_at")
    return found.annotate(
        meeting_on=Subquery(last.values("meeting__held_on")[:1], output_field=DateField()),
        body_name=Subquery(last.values("body__name")[:1]),
        sent_at=Subquery(last.values("submitted_at")[:1]),
    ).prefetch_related(
        Prefetch("board_requests", asked.select_related("department__organisation"), to_attr="asked_boards")
    )


def next_step_in_words(initiative: Initiative) -> str:
    """What happens next and who is waited for, without a query (see `_with_whom_it_waits_for`)."""
    match initiative.status:
        case Status.DRAFT | Status.RETURNED if initiative.asked_boards:
            boards = departments_in_words([request.department for request in initiative.asked_boards])
            return _waits(boards, initiative.asked_boards[0].asked_at)
        case Status.DRAFT:
            return gettext("Gør den klar, og send den")
        case Status.RETURNED:
            return gettext("Ret den, og send den igen")
        case Status.SUBMITTED if initiative.meeting_on:
            waits = _waits(in_sentence(initiative.body_name), initiative.sent_at)
            return gettext("%(waits)s. Møde %(day)s") % {"waits": waits, "day": day(initiative.meeting_on)}
        case Status.SUBMITTED:
            return _waits(in_sentence(initiative.body_name), initiative.sent_at)
        case Status.APPROVED:
            return gettext("Starter %(day)s") % {"day": day(initiative.starts_on)}
        case Status.RUNNING if initiative.ends_on:
            return gettext("Slutter %(day)s") % {"day": day(initiative.ends_on)}
        case Status.RUNNING:
            return gettext("Løbende")
        case Status.PAUSED:
            return gettext("På pause siden %(day)s") % {"day": day(initiative.status_since)}
    return gettext("Siden %(day)s") % {"day": day(initiative.status_since)}


def _waits(whom: str, since: dt.datetime) -> str:
    """ "Venter på Afdeling 58 i 3 dage" """
    days = max(0, (timezone.localdate() - timezone.localdate(since)).days)
    if not days:
        return gettext("Venter på %(whom)s siden i dag") % {"whom": whom}
    return ngettext("Venter på %(whom)s i %(days)s dag", "Venter på %(whom)s i %(days)s dage", days) % {
        "whom": whom,
        "days": days,
    }


def _heading(page: Page) -> str:
    if page.is_more_than_count:
        return gettext("Mere end %(count)s indsatser") % {"count": f"{MOST_COUNTED:,}".replace(",", ".")}
    return ngettext("%(count)d indsats", "%(count)d indsatser", page.count) % {"count": page.count}


def _sheet_url(request: HttpRequest, kind: str) -> str:
    asked = request.GET.copy()
    asked.pop("side", None)
    asked["hent"] = kind
    return "?" + asked.urlencode()


def _sheet(kind: str, found) -> HttpResponse:
    """Every initiative of the list, not only the page, with all that a list can tell."""
    if kind not in spreadsheet.CONTENT_TYPES:
        raise Http404
    headings = [
        gettext("Nummer"),
        gettext("Navn"),
        gettext("Afdelinger"),
        gettext("Områder"),
        gettext("Status"),
        gettext("Status siden"),
        gettext("Start"),
        gettext("Slut"),
        gettext("Penge udefra"),
        gettext("Kommunen er med"),
        gettext("Ansvarlig"),
        gettext("Kort om indsatsen"),
    ]
    yes, no = gettext("Ja"), gettext("Nej")
    rows = (
        [
            i.pk,
            i.name,
            departments_in_words(i.departments.all()),
            listed(i.areas.all()),
            i.get_status_display(),
            timezone.localtime(i.status_since).date(),
            i.starts_on,
            i.ends_on,
            yes if i.expects_outside_money else no,
            yes if i.involves_municipality else no,
            str(i.responsible),
            i.summary,
        ]
        for i in found.for_list().iterator(chunk_size=500)
    )
    return spreadsheet.download(
        kind,
        headings,
        rows,
        sheet=gettext("Indsatser"),
        filename=f"indsatser-{timezone.localdate():%Y-%m-%d}",
    )
