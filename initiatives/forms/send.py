"""Sending a case to the body that decides it."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import PortalForm
from accounts.forms.fields import ChoiceBoxField, HiddenField
from accounts.templatetags.portal import day
from initiatives.models import Meeting


class SendForm(PortalForm):
    """Which meeting, where there are any to choose from; and the version of the case that was read."""

    meeting = ChoiceBoxField(
        label=_("Hvilket møde?"),
        error_messages={
            "required": _("Vælg et møde"),
            "invalid_choice": _("Fristen for det møde er gået. Vælg et andet"),
        },
    )
    version = HiddenField(max_length=10)

    def __init__(self, *args, meetings: list[Meeting], **kwargs):
        super().__init__(*args, **kwargs)
        self.meetings = {str(meeting.pk): meeting for meeting in meetings}
        if meetings:
            self.fields["meeting"].choices = [
                (pk, _in_words(meeting)) for pk, meeting in self.meetings.items()
            ]
            self.initial.setdefault("meeting", str(meetings[0].pk))
        else:
            del self.fields["meeting"]

    @property
    def chosen(self) -> Meeting | None:
        return self.meetings.get(self.cleaned_data.get("meeting", ""))

    @property
    def seen_version(self) -> int:
        """The version that was read; 0, which is never current, when the page did not say."""
        version = self.cleaned_data["version"]
        return int(version) if version.isascii() and version.isdigit() else 0


def _in_words(meeting: Meeting) -> str:
    return gettext("%(day)s. Send senest %(last)s") % {
        "day": day(meeting.held_on),
        "last": day(meeting.cut_off_on),
    }
