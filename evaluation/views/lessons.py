"""The library of what others can learn (L9), and writing a lesson."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from evaluation.forms.lessons import FindForm, LessonForm
from evaluation.lessons import TELLABLE, suggested, write_lesson
from evaluation.models import Lesson
from evaluation.results import goals_of
from evaluation.survival import count, fates
from initiatives.models import Department, Initiative
from initiatives.rules import works_for_aab
from initiatives.views.case import case_to_write
from initiatives.wording import status_in_sentence
from initiatives.workflow import Refused

PER_PAGE = 24


@require_safe
def lessons(request: HttpRequest) -> HttpResponse:
    """What worked, and at what price; found by area, verdict and cost."""
    form = FindForm(request.GET or None)
    departments = Prefetch("initiative__departments", Department.objects.select_related("organisation"))
    found = (
        Lesson.objects.shared()
        .select_related("initiative")
        .prefetch_related(departments, "initiative__areas")
    )
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    if asked.get("omraade"):
        found = found.filter(initiative__areas__key=asked["omraade"])
    if asked.get("svar"):
        found = found.filter(verdict=asked["svar"])
    if asked.get("pris"):
        found = found.filter(cost=asked["pris"])
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("side"))
    kept = request.GET.copy()
    kept.pop("side", None)
    context = {
        "form": form,
        "page": page,
        "query": kept.urlencode(),
        "is_filtered": any(asked.values()),
        "may_write": works_for_aab(request.user),
    }
    return render(request, "evaluation/lessons.html", context)


@require_safe
def lesson(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """One lesson. An anonymous one shows neither the initiative nor whom to ask."""
    found = get_object_or_404(
        Lesson.objects.visible_to(request.user).select_related("initiative__responsible", "written_by"), pk=pk
    )
    if slug != found.slug:
        return redirect(found)
    initiative = found.initiative
    is_staff = works_for_aab(request.user)
    named = not found.is_anonymous
    visible = named and Initiative.objects.visible_to(request.user, timezone.localdate()).filter(
        pk=initiative.pk
    )
    areas = list(initiative.areas.all())
    keys = {area.key for area in areas}
    context = {
        "lesson": found,
        "areas": areas,
        "initiative": initiative if visible and visible.exists() else None,
        "goals": goals_of(initiative) if named else [],
        "ask": initiative.responsible if named else None,
        "departments": list(initiative.departments.select_related("organisation")) if named else [],
        "survival": count(fate for fate in fates(timezone.localdate()) if keys & set(fate.areas)),
        "may_write": is_staff,
    }
    return render(request, "evaluation/lesson.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what others can learn from an initiative, beginning from what the case says already."""
    initiative = case_to_write(request, pk)
    if initiative.status not in TELLABLE:
        messages.warning(
            request,
            gettext("Indsatsen er %(status)s. Der er ikke noget at lære af endnu.")
            % {"status": status_in_sentence(initiative.status)},
        )
        return redirect(initiative)
    standing = Lesson.objects.filter(initiative=initiative).first()
    if not works_for_aab(request.user):
        raise PermissionDenied(gettext("Kun AAB's ansatte kan skrive læring."))
    form = LessonForm(
        request.POST if request.method == "POST" else None,
        initial=LessonForm.initial_for(standing) if standing else suggested(initiative),
    )
    if request.method == "POST" and form.is_valid():
        share = "share" in request.POST
        try:
            written = write_lesson(initiative, told=form.told(), share=share, by=request.user)
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request,
                gettext("Læringen er delt. Alle, der er logget ind, kan læse den.")
                if share
                else gettext("Læringen er gemt. Kun AAB kan se den."),
            )
            return redirect(written)
    context = {"initiative": initiative, "form": form, "lesson": standing}
    return render(request, "evaluation/lesson_write.html", context)
