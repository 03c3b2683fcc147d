"""Telling a story, looking it through, and letting everybody read it (B4, K16)."""

from __future__ import annotations

import io
from collections.abc import Mapping

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext
from PIL import Image

from accounts.outbox import queue
from accounts.uploads import CheckedUpload

from .models import BoardSeat, Department, PublishedStory, Story
from .together import EditedMeanwhile, Texts, in_danish, to_change

MOST_WORDS = 400
ANSWERS = ("title", *Story.PROMPTS, "quote", "photo_people", "photo_alt", "area", "activity")


class NotNow(Exception):
    """The story cannot be sent or published as it stands. `str()` is a sentence that says what to do."""


def words_in(story: Story) -> int:
    return len(story.text.split())


def answers_of(story: Story) -> dict:
    """What is written in a story, by the names of the questions."""
    return {name: getattr(story, name) for name in ANSWERS}


def as_texts(answers: Mapping) -> dict[str, str]:
    """The answers as texts, to be compared with what a page showed and what stands now."""
    with in_danish():
        people = answers.get("photo_people") or ""
        shown = {"photo_people": str(Story.People(people).label) if people else ""}
        return {name: str(value or "") for name, value in answers.items()} | (
            shown if "photo_people" in answers else {}
        )


@transaction.atomic
def save_story(
    story: Story,
    *,
    department: Department,
    texts: Mapping,
    photo: CheckedUpload | None = None,
    by,
    seen: Texts | None = None,
) -> Story:
    """Keep what was written. A story that was published stays as it is for readers, until published again.

    `seen` is what the writer's page showed (`as_texts`). Raises EditedMeanwhile when somebody else has
    changed the same answer; what only the other has changed stays.
    """
    mine = as_texts(texts)
    changed = set(mine)
    if story.pk is None:
        story.department, story.written_by = department, by
    else:
        now = Story.objects.select_for_update(of=("self",)).select_related("area", "activity", "changed_by")
        standing = now.get(pk=story.pk)
        changed, clashes = to_change(now=as_texts(answers_of(standing)), mine=mine, seen=seen)
        if clashes:
            raise EditedMeanwhile(
                clashes, by=standing.changed_by or standing.written_by, at=standing.changed_at
            )
        for name in mine.keys() - changed:
            setattr(story, name, getattr(standing, name))
    for name in changed:
        setattr(story, name, texts[name])
    story.changed_by = by
    if photo is not None:
        with Image.open(io.BytesIO(photo.content)) as image:
            story.photo_width, story.photo_height = image.size
        story.photo.save(photo.storage_name(), photo.as_file(), save=False)
    if not story.photo:
        story.photo_people = ""
    if story.state != Story.State.RETURNED:
        story.state = Story.State.DRAFT
    story.changed_at = timezone.now()
    story.full_clean(exclude=["photo"])
    story.save()
    return story


def what_is_missing(story: Story) -> list[str]:
    """Sentences about what must be written before it can be sent; none when it is ready."""
    missing = []
    if not story.what_happened:
        missing.append(gettext("Skriv, hvad der skete."))
    if not (story.who_took_part or story.how_it_began or story.what_got_better or story.what_others_can_do):
        missing.append(gettext("Svar på mindst ét spørgsmål mere."))
    if words_in(story) > MOST_WORDS:
        over = {"count": words_in(story) - MOST_WORDS, "most": MOST_WORDS}
        missing.append(gettext("Historien er %(count)s ord for lang. Skriv højst %(most)s ord.") % over)
    if story.photo and not story.photo_alt:
        missing.append(gettext("Skriv, hvad man ser på billedet. Så kan blinde også være med."))
    return missing


@transaction.atomic
def send_story(story: Story, *, by) -> None:
    """Send it to be looked through by AAB. Raises NotNow while something is missing."""
    if missing := what_is_missing(story):
        raise NotNow(" ".join(missing))
    Story.objects.filter(pk=story.pk, state__in=[Story.State.DRAFT, Story.State.RETURNED]).update(
        state=Story.State.IN_REVIEW, sent_at=timezone.now(), returned_with=""
    )


@transaction.atomic
def return_story(story: Story, *, words: str, by) -> None:
    """Back to the writer with what must be mended."""
    story.returned_with, story.state = words, Story.State.RETURNED
    story.full_clean(exclude=["photo"])
    sent_back = Story.objects.filter(pk=story.pk, state=Story.State.IN_REVIEW).update(
        state=Story.State.RETURNED, returned_with=words
    )
    if sent_back:
        queue("story_returned", to=story.written_by, about=story, occurrence=_moment(), by=by)


def why_not_publish(story: Story) -> str:
    """A sentence when the picture stands in the way; empty otherwise (Datatilsynet: people must have agreed)."""
    if story.photo and story.photo_people == Story.People.UNKNOWN:
        return gettext(
            "Vi ved ikke, om dem på billedet har sagt ja. Spørg %(person)s, eller tag billedet væk, før du udgiver."
        ) % {"person": story.written_by}
    return " ".join(what_is_missing(story))


@transaction.atomic
def publish_story(story: Story, *, by) -> PublishedStory:
    """Let everybody read it as it is now; later changes are not seen until it is published again.

    Raises NotNow when it is not waiting to be looked through, or when its picture stands in the way.
    """
    story = Story.objects.select_for_update(of=("self",)).select_related("written_by").get(pk=story.pk)
    if story.state != Story.State.IN_REVIEW:
        raise NotNow(gettext("Historien venter ikke på gennemsyn længere."))
    if why := why_not_publish(story):
        raise NotNow(why)
    now = timezone.now()
    before = story.published.order_by("-pk").first()
    story.published.filter(replaced_at__isnull=True).update(replaced_at=now)
    published = PublishedStory(
        story=story,
        address=before.address if before else _free_address(story.title),
        department=story.department,
        activity=story.activity,
        area=story.area,
        title=story.title,
        lead=_lead(story.what_happened),
        body=[{"key": name, "text": getattr(story, name)} for name in Story.PROMPTS if getattr(story, name)],
        quote=story.quote,
        told_by=_told_by(story),
        photo_width=story.photo_width,
        photo_height=story.photo_height,
        photo_alt=story.photo_alt if story.photo else "",
        published_at=now,
        published_by=by,
    )
    if story.photo:
        # A copy of its own: another picture in the story must not change the one people see.
        with story.photo.open("rb") as file:
            published.photo.save(
                f"published/{story.photo.name.split('/')[-1]}", ContentFile(file.read()), save=False
            )
    published.full_clean(exclude=["photo"])
    published.save()
    Story.objects.filter(pk=story.pk).update(state=Story.State.PUBLISHED)
    queue("story_published", to=story.written_by, about=story, occurrence=_moment(), by=by)
    return published


@transaction.atomic
def take_down(published: PublishedStory, *, by) -> None:
    """Nobody can read it from now on. A second time changes nothing."""
    PublishedStory.objects.filter(
        story=published.story_id, replaced_at__isnull=True, taken_down_at__isnull=True
    ).update(taken_down_at=timezone.now(), taken_down_by=by)
    Story.objects.filter(pk=published.story_id, state=Story.State.PUBLISHED).update(
        state=Story.State.TAKEN_DOWN
    )


def _moment() -> str:
    return f"{timezone.now():%Y-%m-%dT%H:%M:%S}"


def _lead(text: str) -> str:
    """The first paragraph, cut at a sentence when it is long."""
    first = text.strip().split("\n")[0]
    if len(first) <= 300:
        return first
    cut = first[:299].rsplit(". ", 1)[0]
    return f"{cut}." if len(cut) > 60 else f"{first[:298].rsplit(' ', 1)[0]} …"


def _told_by(story: Story) -> str:
    """The first name and the office: "Karen, formand". Staff tell it for AAB."""
    seats = BoardSeat.objects.in_office(timezone.localdate())
    seat = seats.filter(person=story.written_by, department=story.department).first()
    if seat is None:
        return "AAB"
    return f"{story.written_by.first_name}, {str(seat.get_office_display()).lower()}"


def _free_address(title: str) -> str:
    plain = title.lower().replace("å", "aa").replace("æ", "ae").replace("ø", "oe")
    base = slugify(plain)[:80].strip("-") or "historie"
    taken = set(PublishedStory.objects.filter(address__startswith=base).values_list("address", flat=True))
    address, number = base, 2
    while address in taken:
        address, number = f"{base}-{number}", number + 1
    return address
