"""Creating a draft (K1) and editing the facts of a case."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.expired_session import words_wait
from initiatives import rules, saved_answers
from initiatives.displacement import link_physical_projects
from initiatives.drafts import CaseFacts, create_draft, edit_case, label_in_reader_language, similar_to
from initiatives.forms.drafts import SUMMARY_MAX, DraftForm, EditForm
from initiatives.models import Initiative, SynergyNote
from initiatives.physical import use_of_building
from initiatives.together import EditedMeanwhile
from initiatives.wording import in_short
from initiatives.workflow import Refused

from .amendments import proposal_of
from .case import case_to_write, not_now
from .typed import keep_what_is_typed, not_kept, typed_before

NEW, EDIT = "new initiative", "edit initiative"
NOTHING_YET = 0
"""A new initiative has no number; what is typed belongs to the person alone."""


def _only_staff(request: HttpRequest) -> None:
    if not rules.works_for_aab(request.user):
        raise PermissionDenied(gettext("Kun AAB's ansatte kan oprette en indsats."))


@words_wait
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """Eight questions, and there is a draft."""
    _only_staff(request)
    if "forget" in request.POST:
        saved_answers.forget(person=request.user, kind=NEW, object_id=NOTHING_YET)
        return redirect("initiatives:create")
    note = use_of_building(request.GET)
    context: dict = {"building": note}
    if request.method == "POST":
        form = DraftForm(request.POST)
        if form.is_valid():
            facts = form.facts()
            if similar := _similar(request, form, facts):
                context["similar"] = similar
                form.data = form.data.copy()
                form.data["seen_similar"] = "1"
            else:
                return _create(request, form, facts, note)
    elif (
        "skabelon" not in request.GET
        and note is None
        and (typed := typed_before(request, NEW, NOTHING_YET, context)) is not None
    ):
        form = DraftForm(typed, unjudged=True)
    else:
        begun = _from_building(note) if note else _from_template(request, context)
        form = DraftForm(initial=begun | {"creation_key": str(uuid4())})
    return render(request, "initiatives/draft_new.html", {"form": form, **context})


def _from_template(request: HttpRequest, context: dict) -> dict:
    """The answers of an earlier initiative (`?skabelon=12`): what it is, never where or when."""
    number = request.GET.get("skabelon", "")
    if not number.isdecimal() or len(number) > 9:
        return {}
    cases = Initiative.objects.visible_to(request.user, timezone.localdate())
    earlier = cases.prefetch_related("areas").filter(pk=int(number)).first()
    if earlier is None:
        return {}
    context["template"] = earlier
    facts = CaseFacts.of(earlier)
    return {
        "areas": [area.pk for area in facts.areas if area.is_active],
        "summary": facts.summary,
        "expects_outside_money": "yes" if facts.expects_outside_money else "no",
        "involves_municipality": "yes" if facts.involves_municipality else "no",
    }


def _from_building(note: SynergyNote) -> dict:
    """An initiative that begins with a building project: its department, its start, and how it is to be used."""
    why = gettext("Byggesagen: %(project)s.") % {"project": note.project.name}
    return {
        "departments": [note.department],
        "starts_on": note.project.starts_on,
        "summary": f"{in_short(note.words, SUMMARY_MAX - len(why) - 1)} {why}",
    }


def _similar(request, form, facts) -> list[Initiative]:
    """Earlier initiatives that look like this one, shown once; pressing again means "it is another"."""
    if form.cleaned_data["seen_similar"] or _draft_of(form, request) is not None:
        return []
    visible = Initiative.objects.visible_to(request.user, timezone.localdate())
    return similar_to(facts, visible=visible)


def _draft_of(form, request) -> Initiative | None:
    key = _key(form)
    return Initiative.objects.filter(creation_key=key, created_by=request.user).first() if key else None


def _key(form) -> UUID | None:
    try:
        return UUID(form.cleaned_data["creation_key"])
    except ValueError:
        return None


def _create(request, form, facts, note: SynergyNote | None) -> HttpResponse:
    initiative, is_new = create_draft(by=request.user, facts=facts, creation_key=_key(form))
    saved_answers.forget(person=request.user, kind=NEW, object_id=NOTHING_YET)
    if is_new:
        if note and note.department in facts.departments:
            link_physical_projects(initiative, how={note.project: note.words}, by=request.user)
        messages.success(request, gettext("Kladden er oprettet. Start, hvor du vil. Vi gemmer undervejs."))
        return redirect("initiatives:checklist", initiative.pk)
    # The same page was sent twice. What was mended in between counts.
    try:
        if edit_case(initiative, by=request.user, facts=facts):
            messages.success(request, gettext("Kladden fandtes allerede. Dine rettelser er gemt."))
    except Refused as refusal:
        messages.warning(request, str(refusal))
    return redirect("initiatives:checklist", initiative.pk)


@words_wait
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The facts of a case, to be mended while it is a draft or has been sent back."""
    initiative = case_to_write(request, pk)
    if response := not_now(request, initiative):
        return response
    context: dict = {"initiative": initiative, "proposal": proposal_of(initiative)}
    facts = CaseFacts.of(initiative)
    if request.method == "POST":
        form = EditForm(request.POST, responsible=initiative.responsible, chosen=facts.departments)
        if form.is_valid():
            try:
                changed = edit_case(
                    initiative, by=request.user, facts=form.facts(), seen=form.cleaned_data["seen"]
                )
            except EditedMeanwhile as clash:
                standing = CaseFacts.of(Initiative.everything.get(pk=pk)).as_texts()
                form.show_again(standing)
                context["clash"] = clash
                context["clash_rows"] = [(label_in_reader_language(c.name), c) for c in clash.clashes]
            except Refused as refusal:
                messages.warning(request, str(refusal))
                return redirect("initiatives:edit", pk)
            else:
                saved_answers.forget(person=request.user, kind=EDIT, object_id=pk)
                if changed:
                    messages.success(request, gettext("Rettelserne er gemt."))
                return redirect("initiatives:checklist", pk)
    elif (typed := typed_before(request, EDIT, pk, context)) is not None:
        form = EditForm(typed, responsible=initiative.responsible, chosen=facts.departments, unjudged=True)
    else:
        form = EditForm(
            initial=EditForm.initial_of(facts), responsible=initiative.responsible, chosen=facts.departments
        )
    context["form"] = form
    return render(request, "initiatives/draft_edit.html", context, status=409 if "clash" in context else 200)


@require_POST
def keep_new(request: HttpRequest) -> HttpResponse:
    """Keep what is typed about an initiative that is not created yet."""
    _only_staff(request)
    return keep_what_is_typed(request, NEW, NOTHING_YET)


@require_POST
def keep_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what is typed about the facts of a case."""
    initiative = case_to_write(request, pk)
    return keep_what_is_typed(request, EDIT, pk) if initiative.is_editable else not_kept()
