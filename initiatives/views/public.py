"""The pages everybody may read: stories, activities and departments (P1-P6)."""

from __future__ import annotations

import datetime as dt

import segno
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event, vRecur

from accounts.outbox.letter import absolute
from initiatives import public
from initiatives.models import FocusArea, PolicyVersion, PublishedStory, VolunteerActivity, Weekday
from initiatives.paging import page_of

from .publicly import for_everybody, kept, public_page

PAGE_SIZE = 24
PHOTO_KEPT_FOR = 30 * 24 * 3600  # its address changes when it does


@for_everybody
def front(request: HttpRequest) -> HttpResponse:
    """P1: what happens where I live, and how do I join?"""
    today = timezone.localdate()
    stories = list(PublishedStory.objects.current().for_cards()[:3])
    context = {
        "stories": stories,
        "activities": list(
            public.activities(today).exclude(paused_until__gt=today).filter(weekday__isnull=False)[:3]
        ),
        "numbers": cache.get_or_set("public.numbers", lambda: public.numbers(today), 60),
        "promises": [] if stories else promises(),
    }
    return public_page(request, "public/front.html", context)


def promises() -> list:
    """The six principles of the policy in force, in plain words."""
    version = PolicyVersion.objects.in_force(timezone.localdate())
    return list(version.principles.all()) if version else []


# --- Stories ----------------------------------------------------------------------------------
@for_everybody
def stories(request: HttpRequest) -> HttpResponse:
    """P2: is there something we can do too?"""
    found = PublishedStory.objects.current().for_cards()
    areas = list(FocusArea.objects.all())
    chosen = request.GET.get("omraade", "")
    number = " ".join(request.GET.get("afdeling", "").split())[:40]
    if chosen in {area.key for area in areas}:
        found = found.filter(area__key=chosen)
    if number:
        near = public.find_department(number)
        wanted = [near.exact] if near.exact else near.near
        found = found.filter(department__in=wanted)
    page = page_of(found, request.GET, size=PAGE_SIZE)
    context = {"page": page, "areas": areas, "chosen": chosen, "number": number}
    return public_page(request, "public/stories.html", context)


def _story(address: str) -> PublishedStory:
    """The copy that is or was read at the address. Raises Http404 when there never was one."""
    found = PublishedStory.objects.filter(replaced_at__isnull=True).select_related(
        "department__organisation", "area", "activity__department__organisation"
    )
    return get_object_or_404(found, address=address)


@for_everybody
def story(request: HttpRequest, address: str) -> HttpResponse:
    """P3: what did they do, and can I join? 410 once it is taken down."""
    found = _story(address)
    if found.taken_down_at:
        others = PublishedStory.objects.current().for_cards().filter(department=found.department)
        context = {"stories": list(others[:3]), "department": found.department}
        return public_page(request, "public/story_gone.html", context, status=410)
    parts = [
        (_QUESTIONS[part["key"]](), part["text"].split("\n"))
        for part in found.body
        if part["key"] in _QUESTIONS
    ]
    steps = next((part["text"] for part in found.body if part["key"] == "what_others_can_do"), "")
    rest = next((part["text"] for part in found.body if part["key"] == "what_happened"), "")
    activity = (
        found.activity
        if found.activity and found.activity.is_public and not found.activity.ended_on
        else None
    )
    context = {
        "story": found,
        "parts": parts,
        "rest": rest.removeprefix(found.lead).strip(),
        "steps": [line.lstrip("-•*0123456789. ").strip() for line in steps.split("\n") if line.strip()],
        "activity": activity,
        "today": timezone.localdate(),
    }
    return public_page(request, "public/story.html", context)


_QUESTIONS = {
    "who_took_part": lambda: gettext("Hvem var med?"),
    "how_it_began": lambda: gettext("Hvordan begyndte det?"),
    "what_got_better": lambda: gettext("Hvad blev bedre?"),
}


@login_not_required
@require_safe
def story_photo(request: HttpRequest, address: str, pk: int) -> HttpResponse:
    """The picture of a published story. Nothing else in the storage has an address."""
    found = get_object_or_404(PublishedStory.objects.current(), address=address, pk=pk)
    if not found.photo:
        raise Http404
    try:
        content = found.photo.open("rb")
    except FileNotFoundError as missing:
        raise Http404 from missing
    response = FileResponse(content, content_type="image/webp")
    response.headers["Cache-Control"] = f"public, max-age={PHOTO_KEPT_FOR}, immutable"
    return response


@for_everybody
def story_poster(request: HttpRequest, address: str) -> HttpResponse:
    """A sheet for the stairwell, with a code to point a phone at."""
    found = _story(address)
    if found.taken_down_at:
        return redirect(found)
    context = {
        "title": found.title,
        "lead": found.lead,
        "department": found.department,
        "back": found.get_absolute_url(),
    }
    return public_page(request, "public/poster.html", context | _code(found.get_absolute_url()))


def _code(path: str) -> dict:
    return {"address": absolute(path), "code": reverse("initiatives:qr") + f"?til={path}"}


@login_not_required
@require_safe
def qr(request: HttpRequest) -> HttpResponse:
    """The code on a poster. It leads to pages of the portal only, never elsewhere."""
    path = request.GET.get("til", "")
    try:
        target = absolute(path)
    except ValueError:
        raise Http404 from None
    if not path.startswith(("/historier/", "/vaer-med/", "/afdelinger/")) or len(path) > 200:
        raise Http404
    code = segno.make(target, error="m", micro=False)
    svg = code.svg_inline(scale=8, border=2, dark="#000000", light="#FFFFFF")
    response = HttpResponse(
        svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1), content_type="image/svg+xml"
    )
    return kept(request, response, seconds=24 * 3600)


# --- Activities -------------------------------------------------------------------------------
@for_everybody
def join(request: HttpRequest) -> HttpResponse:
    """P4: what can I join near me?"""
    today = timezone.localdate()
    found = public.activities(today)
    number = " ".join(request.GET.get("afdeling", "").split())[:40]
    day = request.GET.get("dag", "")
    short = request.GET.get("tid") == "kort"
    if number:
        near = public.find_department(number)
        found = found.filter(department__in=[near.exact] if near.exact else near.near)
    if day.isascii() and day.isdigit() and int(day) in Weekday.values:
        found = found.filter(weekday=int(day))
    if short:
        # Both hours on one day of the clock; a database cannot subtract times alike everywhere.
        ids = [
            a.pk
            for a in found.select_related(None).only("pk", "starts_at", "ends_at")
            if a.minutes is not None and a.minutes <= 60
        ]
        found = found.filter(pk__in=ids)
    page = page_of(found, request.GET, size=PAGE_SIZE)
    context = {
        "page": page,
        "days": public.by_day(page.rows),
        "weekdays": Weekday.choices,
        "day": day,
        "number": number,
        "short": short,
        "today": today,
        "is_in_use": bool(number or day or short),
    }
    return public_page(request, "public/activities.html", context)


def public_activity(pk: int) -> VolunteerActivity:
    found = VolunteerActivity.objects.public().select_related(
        "department__organisation", "department__consultant"
    )
    return get_object_or_404(found, pk=pk)


@for_everybody
def activity(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """P5: when, where, and whom do I write to?"""
    found = public_activity(pk)
    today = timezone.localdate()
    context = {
        "activity": found,
        "paused": found.is_paused(today),
        "stories": list(PublishedStory.objects.current().for_cards().filter(activity=found)[:3]),
        "contact_words": found.contact_in_words(today),
    }
    return public_page(request, "public/activity.html", context)


@for_everybody
def activity_poster(request: HttpRequest, pk: int) -> HttpResponse:
    found = public_activity(pk)
    path = activity_path(found)
    context = {
        "title": found.name,
        "lead": found.what,
        "activity": found,
        "department": found.department,
        "back": path,
    }
    return public_page(request, "public/poster.html", context | _code(path))


def activity_path(activity: VolunteerActivity) -> str:
    name = activity.name.lower().replace("å", "aa").replace("æ", "ae").replace("ø", "oe")
    return reverse("initiatives:join_activity_named", args=[activity.pk, slugify(name)[:60] or "aktivitet"])


@login_not_required
@require_safe
def activity_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """The activity for one's own calendar, every week. 404 when it has no weekday and hour."""
    found = public_activity(pk)
    if not found.weekday or found.starts_at is None:
        raise Http404
    today = timezone.localdate()
    start_from = max(today, found.paused_until) if found.paused_until else today
    first = start_from + dt.timedelta(days=(found.weekday - start_from.isoweekday()) % 7)
    zone = timezone.get_current_timezone()
    ends = found.ends_at or (dt.datetime.combine(first, found.starts_at) + dt.timedelta(hours=1)).time()
    event = Event()
    event.add("uid", f"aktivitet-{found.pk}@indsatser")
    event.add("summary", found.name)
    event.add("dtstamp", dt.datetime.combine(today, dt.time(), tzinfo=zone))
    event.add("dtstart", dt.datetime.combine(first, found.starts_at, tzinfo=zone))
    event.add("dtend", dt.datetime.combine(first, ends, tzinfo=zone))
    event.add("rrule", vRecur(freq="WEEKLY"))
    event.add(
        "location", ", ".join(filter(None, (found.place, found.department.title, found.department.address)))
    )
    event.add("url", absolute(activity_path(found)))
    calendar = Calendar()
    calendar.add("prodid", "-//AAB//Sociale indsatser//DA")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="aktivitet-{found.pk}.ics"'
    return kept(request, response)


# --- Departments ------------------------------------------------------------------------------
@for_everybody
def departments(request: HttpRequest) -> HttpResponse:
    """P6: find my department, by number, address or name."""
    words = " ".join(request.GET.get("q", "").split())[:100]
    found = public.find_department(words) if words else public.Found(None, [])
    if found.exact:
        return redirect("initiatives:department", found.exact.number)
    context = {
        "words": words,
        "near": found.near,
        "departments": list(public.departments().values("number", "name")),
    }
    return public_page(request, "public/departments.html", context)


@for_everybody
def department(request: HttpRequest, number: str) -> HttpResponse:
    """P6: what does my department have?"""
    there = Q(number__iexact=number) | Q(number__iexact=number.replace("-", " "))
    found = get_object_or_404(public.departments(), there)
    today = timezone.localdate()
    context = {"glance": public.at_a_glance(found, today), "department": found, "today": today}
    return public_page(request, "public/department.html", context)
