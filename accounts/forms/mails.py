"""Which mails a person wants (L4): a question per topic, and a holiday from mails."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import When
from accounts.outbox import windows
from accounts.outbox.topics import PAUSE_AT_MOST, Topic
from accounts.templatetags.portal import day

from .base import PortalForm
from .choice_fields import ChoiceBoxField
from .fields import DayField

WORDS = {
    When.NOW: pgettext_lazy("mails", "Straks"),
    When.MONDAY: _("Mandag samlet"),
    When.NO: pgettext_lazy("mails", "Nej"),
}


class MailsForm(PortalForm):
    """Straks, Mandag samlet or Nej for each topic the person meets. What only they can do has no Nej."""

    paused_until = DayField(
        label=_("Hold ferie fra mails til og med"),
        help_text=_("Vi gemmer mails til dagen efter. Lad felterne stå tomme, hvis du ikke holder ferie."),
        required=False,
        not_past=True,
    )

    def __init__(self, *args, topics: Sequence[Topic], choices: Mapping[str, When] | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.topics = list(topics)
        pause = self.fields.pop("paused_until")
        for topic in self.topics:
            whens = [When.NOW, When.MONDAY] + ([When.NO] if topic.may_be_no else [])
            self.fields[topic.key] = ChoiceBoxField(
                label=topic.label,
                help_text=topic.hint,
                choices=[(when.value, WORDS[when]) for when in whens],
                initial=(choices or {}).get(topic.key, When.NOW),
                error_messages={"required": _("Vælg, hvornår du vil have mails om det")},
            )
        self.fields["paused_until"] = pause

    def clean_paused_until(self) -> dt.date | None:
        until = self.cleaned_data["paused_until"]
        last = windows.today() + PAUSE_AT_MOST
        if until and until > last:
            raise ValidationError(
                gettext("Du kan højst holde ferie til %(day)s. Skriv en dag, der er tidligere")
                % {"day": day(last)}
            )
        return until

    @property
    def chosen(self) -> dict[str, When]:
        return {topic.key: When(self.cleaned_data[topic.key]) for topic in self.topics}
