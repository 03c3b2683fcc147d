"""Sending a case to the body that decides it."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms.base import PortalForm
from accounts.forms.fields import HiddenField, ModelChoiceBoxField
from accounts.templatetags.portal import day
from initiatives.models import Meeting


def _in_words(meeting: Meeting) -> str:
    return gettext("%(day)s. Send senest %(last)s") % {
        "day": day(meeting.held_on),
        "last": day(meeting.cut_off_on),
    }


class SendForm(PortalForm):
    """Which meeting, where there are any to choose from; and the version of the case that was read."""

    meeting = ModelChoiceBoxField(
        Meeting.objects.none(),
        label=_("Hvilket møde?"),
        label_for=_in_words,
        error_messages={
            "required": _("Vælg et møde"),
            "invalid_choice": _("Fristen for det møde er gået. Vælg et andet"),
        },
    )
    version = HiddenField(max_length=10)

    def __init__(self, *args, meetings, **kwargs):
        super().__init__(*args, **kwargs)
        if meetings:
            self.fields["meeting"].queryset = Meeting.objects.filter(pk__in=[m.pk for m in meetings]).order_by(
                "held_on"
            )
            self.initial.setdefault("meeting", meetings[0].pk)
        else:
            del self.fields["meeting"]

    @property
    def seen_version(self) -> int:
        """The version that was read; 0, which is never current, when the page did not say."""
        version = self.cleaned_data["version"]
        return int(version) if version.isascii() and version.isdigit() else 0
