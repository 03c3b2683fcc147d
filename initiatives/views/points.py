"""One point of the checklist (K3): what the policy asks, and the case's answer to it in words."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.expired_session import words_wait
from accounts.templatetags.portal import clock
from initiatives import answers, rules, saved_answers
from initiatives.checklist import assess_point, requirements_of, version_for
from initiatives.forms.points import (
    DO,
    EXPLAIN,
    PILOT,
    PROVEN,
    ExplanationForm,
    KnowledgeForm,
    PointForm,
    field_of,
)
from initiatives.models import (
    Decision,
    Department,
    Initiative,
    Principle,
    Requirement,
    Status,
    Strength,
    SupportService,
)
from initiatives.proving import Case, composition
from initiatives.supporting import services_by_department
from initiatives.together import EditedMeanwhile
from initiatives.workflow import Refused

from .case import case_to_read, case_to_write, not_now
from .next_step import next_step
from .typed import keep_what_is_typed, not_kept, typed_before

KNOWLEDGE = "6.1"
FACTS_PAGE = "initiatives:edit"  # the only page of a point that has nothing to read for others
READS_AND_WRITES = ["GET", "HEAD", "POST"]


def point_context(initiative: Initiative, key: str, *, case: Case | None = None) -> dict:
    """What the head of a point's page shows (`initiatives/_point_header.html`). Raises Http404 for no such point.

    A page that reads the case itself gives its `case`, so that nothing is read twice.
    """
    point = assess_point(initiative, key, case=case)
    if point is None:
        raise Http404
    return {
        "initiative": initiative,
        "point": point,
        # Read anew: the official wording may be loaded into a version that is in force already.
        "principle": Principle.objects.get(pk=point.requirement.principle_id),
        "returned": _returned_for(initiative, key),
    }


def _returned_for(initiative: Initiative, key: str) -> Decision | None:
    """The decision that sent the case back with a tick at this point, while it is being mended."""
    if initiative.status != Status.RETURNED:
        return None
    decisions = Decision.objects.filter(submission__initiative=initiative)
    last = decisions.select_related("submission__body", "decided_by").first()
    return last if last and key in last.points else None


@words_wait
@require_http_methods(READS_AND_WRITES)
def point(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """A point that is proven by words; one with a page of its own leads there."""
    initiative, context, requirement = _opened(request, pk, key)
    may_edit = rules.may_edit(request.user, initiative)
    page = _own_page(requirement)
    if page and (may_edit or page != FACTS_PAGE):
        return redirect(page, initiative.pk)
    if not may_edit:
        return _read_only(request, context)
    if requirement.proof == "debt_help_offered":
        context["debt_counselling"] = _debt_counselling(initiative)
    make = partial(PointForm, requirement=requirement, must_be_full="next" in request.POST)
    form = _filled(request, make, context)
    if request.method == "POST" and form.is_valid():
        if form.explains:
            save = _explaining(form)
        else:
            save = partial(answers.write_statements, answers=form.answers())
        if response := _save(request, form, save, context):
            return response
    return _page(request, "initiatives/point.html", form, context)


@words_wait
@require_http_methods(READS_AND_WRITES)
def knowledge(request: HttpRequest, pk: int) -> HttpResponse:
    """Point 6.1: something known to work, or an experiment that says what it wants to learn."""
    initiative, context, requirement = _opened(request, pk, KNOWLEDGE)
    if not rules.may_edit(request.user, initiative):
        return _read_only(request, context)
    make = partial(KnowledgeForm, requirement=requirement, must_be_full="next" in request.POST)
    form = _filled(request, make, context)
    if request.method == "POST" and form.is_valid():
        save = partial(answers.choose_knowledge, is_pilot=form.is_pilot, answers=form.answers())
        if response := _save(request, form, save, context):
            return response
    return _page(request, "initiatives/point_knowledge.html", form, context)


@words_wait
@require_http_methods(READS_AND_WRITES)
def explain(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Explain a "Skal eller forklar" point that has a page of its own, such as partners."""
    initiative, context, requirement = _opened(request, pk, key)
    if requirement.strength != Strength.EXPLAIN:
        return redirect("initiatives:point", initiative.pk, key)
    if not _own_page(requirement):
        return redirect(f"{reverse('initiatives:point', args=[initiative.pk, key])}?vej={EXPLAIN}")
    if not rules.may_edit(request.user, initiative):
        return _read_only(request, context)
    if "remove" in request.POST:
        try:
            answers.remove_explanation(initiative, by=request.user, requirement=requirement)
        except Refused as refusal:
            messages.warning(request, str(refusal))
            return redirect("initiatives:checklist", initiative.pk)
        messages.success(request, gettext("Forklaringen er taget væk."))
        return redirect("initiatives:point", initiative.pk, key)
    form = _filled(request, ExplanationForm, context)
    if request.method == "POST" and form.is_valid():
        save = _explaining(form)
        if response := _save(request, form, save, context):
            return response
    return _page(request, "initiatives/point_explain.html", form, context)


@require_POST
def keep_typed(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Keep what is typed on a point's page without counting it as an answer."""
    initiative = case_to_write(request, pk)
    version = version_for(initiative, timezone.localdate())
    # Compared here and not by the database, which refuses some of what an address can hold.
    is_a_point = version is not None and key in {r.key for r in requirements_of(version)}
    if not is_a_point or not initiative.is_editable:
        return not_kept()
    return keep_what_is_typed(request, _kind(key), initiative.pk)


# --- What the pages share -------------------------------------------------------------------
def _kind(key: str) -> str:
    return f"point:{key}"


def _opened(request: HttpRequest, pk: int, key: str) -> tuple[Initiative, dict, Requirement]:
    initiative = (case_to_write if request.method == "POST" else case_to_read)(request, pk)
    context = point_context(initiative, key)
    return initiative, context, context["point"].requirement


def _debt_counselling(initiative: Initiative) -> list[tuple[Department, list[SupportService]]]:
    """What each department has for residents in debt, beside the question about it (point 2.2)."""
    own = list(initiative.departments.filter(organisation__is_own=True).select_related("organisation"))
    found = services_by_department(own)
    return [(d, found[d.pk].get(SupportService.Kind.DEBT_COUNSELLING, [])) for d in own]


def _own_page(requirement: Requirement) -> str | None:
    """The address name of the page where the point is answered, when it is not the page of questions."""
    proof = composition().PROOFS.get(requirement.proof)
    return proof.page if proof else None


def _standing(initiative: Initiative, requirement: Requirement) -> dict[str, str]:
    """What is written under the point now: {question key: text}, and the explanation."""
    rows = initiative.statements.filter(requirement_key=requirement.key)
    explanation = initiative.explanations.filter(requirement_key=requirement.key).first()
    return {
        **{prompt["key"]: "" for prompt in requirement.prompts},
        **dict(rows.values_list("prompt_key", "text")),
        "explanation": explanation.text if explanation else "",
        "look_again_on": answers.day_in_words(explanation.look_again_on if explanation else None),
    }


def _explaining(form):
    """What saves the explanation of a form, and the day to look at it again."""
    data = form.cleaned_data
    return partial(
        answers.write_explanation, text=data["explanation"], look_again_on=data.get("look_again_on")
    )


def _filled(request: HttpRequest, make, context: dict):
    """The form as posted, or as the person left it, or with what stands."""
    initiative, requirement = context["initiative"], context["point"].requirement
    if request.method == "POST":
        return make(request.POST)
    typed = typed_before(request, _kind(requirement.key), initiative.pk, context)
    if typed is not None:
        return make(typed, unjudged=True)
    standing = _standing(initiative, requirement)
    explanation = context["point"].explanation
    initial = {field_of(name): text for name, text in standing.items()}
    initial |= {"explanation": standing["explanation"], "seen": standing}
    if explanation and explanation.look_again_on and explanation.look_again_on > timezone.localdate():
        initial["look_again_on"] = explanation.look_again_on
    # Doing it is what the policy asks, and the words are asked for all the same: nobody has to choose it.
    explains = standing["explanation"] or (not any(standing.values()) and request.GET.get("vej") == EXPLAIN)
    initial["way"] = EXPLAIN if explains else DO
    if initiative.is_pilot is not None:
        initial["track"] = PILOT if initiative.is_pilot else PROVEN
    return make(initial=initial)


def _save(request: HttpRequest, form, save, context: dict) -> HttpResponse | None:
    """Save and go on, or None when the page must be shown again."""
    initiative, requirement = context["initiative"], context["point"].requirement
    try:
        save(initiative, by=request.user, requirement=requirement, seen=form.cleaned_data["seen"])
    except EditedMeanwhile as clash:
        form.show_again(_standing(initiative, requirement))
        labels = {prompt["key"]: prompt["label"] for prompt in requirement.reader_prompts()}
        context["clash"] = clash
        labels["look_again_on"] = gettext("Se på det igen den")
        context["clash_rows"] = [(labels.get(c.name, gettext("Forklaring")), c) for c in clash.clashes]
        return None
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect("initiatives:checklist", initiative.pk)
    saved_answers.forget(person=request.user, kind=_kind(requirement.key), object_id=initiative.pk)
    messages.success(
        request,
        gettext("%(point)s er gemt %(time)s.")
        % {"point": requirement.reader_name, "time": clock(timezone.now())},
    )
    return next_step(request, initiative, requirement.key)


def _page(request: HttpRequest, template: str, form, context: dict) -> HttpResponse:
    context |= {
        "form": form,
        "may_edit": True,
        "evidence": _files(request, context),
    }
    return render(request, template, context, status=409 if "clash" in context else 200)


def _read_only(request: HttpRequest, context: dict) -> HttpResponse:
    """The point for people who read: what was answered, by whom. Nothing can be saved now."""
    initiative, requirement = context["initiative"], context["point"].requirement
    if request.method == "POST":
        return not_now(request, initiative)
    labels = {prompt["key"]: prompt["label"] for prompt in requirement.reader_prompts()}
    rows = initiative.statements.filter(requirement_key=requirement.key).select_related("written_by")
    context |= {
        "works_here": rules.works_for_aab(request.user),
        "answers": [(labels.get(row.prompt_key, ""), row) for row in rows],
        "evidence": _files(request, context),
    }
    return render(request, "initiatives/point_read.html", context)


def _files(request: HttpRequest, context: dict):
    """The point's files that the reader may fetch: what belongs to another board is not even named."""
    today = timezone.localdate()
    files = context["initiative"].evidence.visible_to(request.user, today).current()
    found = files.proving(context["point"].key).select_related("uploaded_by")
    return [(file, file.is_expired(today)) for file in found]
