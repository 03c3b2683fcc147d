"""The mails about stories, and the one that passes on that somebody would like to join an activity."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import OutgoingMail
from accounts.outbox import Cancel, InDanish, Letter, MailKind
from initiatives.joining import receivers_of
from initiatives.models import JoinRequest, Story
from initiatives.wording import in_short


def prepare_join(mail: OutgoingMail) -> Letter | Cancel:
    """To the contact: who would like to join, and how to reach them."""
    found = JoinRequest.objects.select_related("activity__department__organisation", "activity__contact")
    request = found.filter(pk=mail.about_id).first()
    if request is None:
        return Cancel(_("Beskeden er slettet."))
    activity = request.activity
    if mail.recipient not in receivers_of(activity, timezone.localdate()):
        return Cancel(_("Modtageren tager sig ikke af aktiviteten længere."))
    name = {"name": request.name, "activity": activity.name, "contact": request.contact}
    lines = [gettext("%(name)s vil gerne være med.") % name]
    if request.message:
        lines.append(InDanish(f'"{request.message}"'))
    lines.append(gettext("Svar direkte til %(contact)s.") % name)
    return Letter(
        subject=gettext("En vil være med: %(activity)s") % {"activity": in_short(activity.name, 40)},
        lines_before=lines,
        button_label=gettext("Se aktiviteten"),
        button_path=reverse("initiatives:join_activity", args=[activity.pk]),
        lines_after=[gettext("Vi sletter beskeden hos os efter 30 dage.")],
        why=gettext("Du får mailen, fordi du er kontakt for aktiviteter i %(department)s.")
        % {"department": activity.department.title},
    )


def _story(mail: OutgoingMail) -> Story | None:
    found = Story.objects.select_related("department__organisation", "written_by")
    return found.filter(pk=mail.about_id).first()


def _why(story: Story) -> str:
    return gettext("Du får mailen, fordi du har skrevet en historie om %(department)s.") % {
        "department": story.department.title
    }


def prepare_returned(mail: OutgoingMail) -> Letter | Cancel:
    story = _story(mail)
    if story is None or story.state != Story.State.RETURNED:
        return Cancel(_("Historien er rettet siden."))
    return Letter(
        subject=gettext("Ret lidt i historien: %(title)s") % {"title": in_short(story.title, 32)},
        lines_before=[
            gettext("Tak for historien. Vi vil gerne have den ud. Ret først det her:"),
            InDanish(f'"{story.returned_with}"'),
        ],
        button_label=gettext("Ret historien"),
        button_path=reverse("initiatives:story_edit", args=[story.pk]),
        contact=mail.queued_by,
        why=_why(story),
    )


def prepare_published(mail: OutgoingMail) -> Letter | Cancel:
    story = _story(mail)
    published = story.published.current().first() if story else None
    if published is None:
        return Cancel(_("Historien er taget ned igen."))
    return Letter(
        subject=gettext("Din historie er ude: %(title)s") % {"title": in_short(story.title, 36)},
        lines_before=[gettext("Nu kan alle læse den. Tak, fordi I fortæller det.")],
        button_label=gettext("Læs historien"),
        button_path=published.get_absolute_url(),
        lines_after=[gettext("Skal noget rettes, eller skal den tages ned? Svar på mailen, så gør vi det.")],
        contact=mail.queued_by,
        why=_why(story),
    )


KINDS = {
    "join_request": MailKind(prepare_join, label=_("En vil være med"), keep_text=False),
    "story_returned": MailKind(prepare_returned, label=_("Historie sendt tilbage")),
    "story_published": MailKind(prepare_published, label=_("Historie udgivet")),
}
