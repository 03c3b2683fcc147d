"""The reason for a move that needs one."""

from django.utils.translation import gettext_lazy as _

from accounts.forms.base import PortalForm
from accounts.forms.fields import LongTextField


class MoveForm(PortalForm):
    """Why: asked for where the move needs words, and otherwise left out."""

    words = LongTextField(
        label=_("Hvorfor?"),
        help_text=_("Et par linjer er nok. Det kommer til at stå i historikken."),
        max_length=2000,
        rows=4,
        error_messages={"required": _("Skriv hvorfor")},
    )

    def __init__(self, *args, needs_words: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not needs_words:
            del self.fields["words"]
