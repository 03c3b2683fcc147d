"""Asking for help, and answering."""

from django.utils.translation import gettext_lazy as _

from accounts.forms.base import PortalForm
from accounts.forms.fields import ChoiceBoxField, LongTextField
from initiatives.models import AdviceRequest


class HelpForm(PortalForm):
    """What a board would like help with: two questions."""

    topic = ChoiceBoxField(
        label=_("Hvad vil I have hjælp til?"),
        choices=AdviceRequest.Topic.choices,
        error_messages={"required": _("Vælg, hvad det handler om")},
    )
    text = LongTextField(
        label=_("Fortæl kort om det"),
        max_length=600,
        rows=4,
        help_text=_('For eksempel: "Vi vil gerne have flere til at komme på afdelingsmødet."'),
        error_messages={"required": _("Skriv, hvad I vil have hjælp til")},
    )


class AdviceAnswerForm(PortalForm):
    """What came of it."""

    text = LongTextField(
        label=_("Hvad fandt I ud af?"),
        max_length=1000,
        help_text=_("Den, der spurgte, får det på mail."),
        error_messages={"required": _("Skriv, hvad I fandt ud af")},
    )
