"""Telling a story (B4), and looking it through before everybody may read it (K16)."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from initiatives import rules
from initiatives.forms.seen import clash_rows, seen_by
from initiatives.forms.stories import PublicCardForm, ReturnForm, ReviewForm, StoryForm
from initiatives.models import Department, Initiative, PublishedStory, Status, Story
from initiatives.public_cards import publish_card, withdraw_card
from initiatives.stories import (
    MOST_WORDS,
    NotNow,
    answers_of,
    as_texts,
    publish_story,
    return_story,
    save_story,
    send_story,
    take_down,
    what_is_missing,
    why_not_publish,
    words_in,
)
from initiatives.story_check import looks
from initiatives.together import EditedMeanwhile

from .case import case_to_read, case_to_write
from .desk import staff_only

READS_AND_WRITES = ["GET", "HEAD", "POST"]


def _may_tell(request: HttpRequest, department: Department) -> bool:
    return rules.works_for_aab(request.user) or rules.sits_on_the_board_of(request.user, department)


def _own_story(request: HttpRequest, pk: int) -> Story:
    """A story of a department the person tells for; the same 404 for foreign and missing ones."""
    stories = Story.objects.select_related("department__organisation", "written_by", "activity", "area")
    story = get_object_or_404(stories, pk=pk)
    if not _may_tell(request, story.department):
        raise Http404
    return story


@require_http_methods(READS_AND_WRITES)
def new(request: HttpRequest, number: str) -> HttpResponse:
    department = get_object_or_404(Department.objects.at_address(number))
    if not _may_tell(request, department):
        raise PermissionDenied(
            gettext("Kun bestyrelsen i %(department)s kan skrive historier her.")
            % {"department": department.title}
        )
    return _write(request, Story(), department)


@require_http_methods(READS_AND_WRITES)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    story = _own_story(request, pk)
    return _write(request, story, story.department)


def _write(request: HttpRequest, story: Story, department: Department) -> HttpResponse:
    initial = answers_of(story) | {"seen": as_texts(answers_of(story))} if story.pk else {}
    clash = None
    initial["activity"] = story.activity_id or request.GET.get("aktivitet")
    initial["area"] = story.area_id
    files = request.FILES if request.method == "POST" else None
    data = request.POST if request.method == "POST" else None
    form = StoryForm(data, files, department=department, has_photo=bool(story.photo), initial=initial)
    if request.method == "POST" and form.is_valid():
        if "no_photo" in request.POST:
            story.photo = ""
        try:
            save_story(
                story,
                department=department,
                texts=form.texts(),
                photo=form.cleaned_data["photo"],
                by=request.user,
                seen=seen_by(form),
            )
        except EditedMeanwhile as met:
            clash = met
            form.show_again(as_texts(answers_of(_own_story(request, story.pk))))
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            return _after_saving(request, story)
    context = {
        "form": form,
        "story": story,
        "department": department,
        "words": words_in(story) if story.pk else 0,
        "most": MOST_WORDS,
        "is_public": story.pk and story.published.current().exists(),
        "mine": _others(request, department, story),
    }
    context["published"] = context.pop("is_public")
    if clash:
        context |= {"clash": clash, "clash_rows": clash_rows(form, clash)}
    return render(request, "initiatives/story_edit.html", context, status=409 if clash else 200)


def _others(request: HttpRequest, department: Department, story: Story) -> list[Story]:
    found = Story.objects.filter(department=department).exclude(pk=story.pk)
    return list(found.exclude(state=Story.State.TAKEN_DOWN)[:10])


def _after_saving(request: HttpRequest, story: Story) -> HttpResponse:
    if "send" not in request.POST:
        messages.success(request, gettext("Kladden er gemt."))
        return redirect(
            "initiatives:story_preview" if "preview" in request.POST else "initiatives:story_edit", story.pk
        )
    try:
        send_story(story, by=request.user)
    except NotNow as why:
        messages.warning(request, str(why))
        return redirect("initiatives:story_edit", story.pk)
    messages.success(request, gettext("Tak. Historien er sendt. AAB læser den, før alle kan se den."))
    return redirect("initiatives:story_preview", story.pk)


@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """As it will look; nobody else can see it here."""
    story = _own_story(request, pk)
    return render(
        request, "initiatives/story_preview.html", _shown(story) | {"missing": what_is_missing(story)}
    )


def _shown(story: Story) -> dict:
    questions = StoryForm.base_fields
    parts = [(questions[name].label, getattr(story, name)) for name in Story.PROMPTS if getattr(story, name)]
    return {"story": story, "parts": parts, "department": story.department}


@require_safe
@cache_control(no_store=True, private=True)
def photo(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture of a story that is being written, for those who write it and look it through."""
    story = _own_story(request, pk)
    if not story.photo:
        raise Http404
    try:
        return FileResponse(story.photo.open("rb"), content_type="image/webp")
    except FileNotFoundError as missing:
        raise Http404 from missing


# --- Looking it through -----------------------------------------------------------------------
@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    """K16: what waits, and what is out."""
    staff_only(request)
    waiting = Story.objects.filter(state=Story.State.IN_REVIEW).order_by("sent_at")
    out = PublishedStory.objects.current().for_cards().order_by("-published_at")
    context = {
        "waiting": waiting.select_related("department__organisation", "written_by"),
        "out": out[:50],
    }
    return render(request, "initiatives/story_reviews.html", context)


@require_http_methods(READS_AND_WRITES)
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Can it go out? Text and checklist side by side."""
    staff_only(request)
    story = _own_story(request, pk)
    form, back = ReviewForm(), ReturnForm(prefix="back")
    if request.method == "POST" and story.state != Story.State.IN_REVIEW:
        messages.warning(request, gettext("Historien venter ikke på gennemsyn længere."))
        return redirect("initiatives:story_reviews")
    if request.method == "POST" and "return" in request.POST:
        back = ReturnForm(request.POST, prefix="back")
        if back.is_valid():
            return_story(story, words=back.cleaned_data["words"], by=request.user)
            messages.success(
                request,
                gettext("Historien er sendt tilbage. %(person)s får en mail.") % {"person": story.written_by},
            )
            return redirect("initiatives:story_reviews")
    elif request.method == "POST":
        form = ReviewForm(request.POST)
        if form.is_valid():
            try:
                published = publish_story(story, by=request.user)
            except NotNow as why:
                messages.warning(request, str(why))
                return redirect("initiatives:story_review", pk)
            messages.success(request, gettext("Historien er ude. Alle kan læse den."))
            return redirect(published)
    context = _shown(story) | {
        "looks": looks(story),
        "form": form,
        "back": back,
        "forms": [form, back],
        "why_not": why_not_publish(story),
        "waits": story.state == Story.State.IN_REVIEW,
    }
    return render(request, "initiatives/story_review.html", context)


@require_POST
def down(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a story down: from the next request on, nobody can read it."""
    published = get_object_or_404(PublishedStory.objects.filter(replaced_at__isnull=True), pk=pk)
    if not _may_tell(request, published.department):
        raise Http404
    take_down(published, by=request.user)
    messages.success(request, gettext("Historien er taget ned."))
    back = "initiatives:story_reviews" if rules.works_for_aab(request.user) else "tasks"
    return redirect(back)


# --- One line about an initiative ---------------------------------------------------------------
@require_http_methods(READS_AND_WRITES)
def public_card(request: HttpRequest, pk: int) -> HttpResponse:
    """What everybody may read about an initiative: frozen until it is published again."""
    initiative: Initiative = case_to_read(request, pk)
    card = getattr(initiative, "public_card", None)
    if request.method == "POST":
        case_to_write(request, pk)
        if "withdraw" in request.POST:
            withdraw_card(initiative, by=request.user)
            messages.success(request, gettext("Indsatsen er ikke offentlig længere."))
            return redirect(initiative)
    initial = {"title": card.title if card else initiative.name, "line": card.line if card else ""}
    form = PublicCardForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        publish_card(initiative, by=request.user, **form.cleaned_data)
        messages.success(request, gettext("Alle kan nu læse om indsatsen, når den er i gang."))
        return redirect(initiative)
    context = {
        "initiative": initiative,
        "card": card,
        "form": form,
        "may_edit": rules.works_for_aab(request.user),
        "runs": initiative.status == Status.RUNNING,
    }
    return render(request, "initiatives/public_card.html", context)
