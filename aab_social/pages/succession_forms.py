"""What came before: one to go on from, several to gather, or a case to divide."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.forms.base import PortalForm
from accounts.forms.fields import ModelMultiChoiceBoxField, ModelSelectField, TextField
from initiatives.models import Initiative


class _Choosing(PortalForm):
    def __init__(self, *args, others, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["before"].queryset = others


class ContinueForm(_Choosing):
    before = ModelSelectField(
        Initiative.objects.none(),
        label=_("Hvilken indsats fortsætter den?"),
        error_messages={"required": _("Vælg den indsats, der kom før")},
    )


class MergeForm(_Choosing):
    before = ModelMultiChoiceBoxField(
        Initiative.objects.none(),
        label=_("Hvilke indsatser samler den?"),
        help_text=_("Vælg mindst to. Deres penge, mål og historik bliver, hvor de er."),
        error_messages={"required": _("Vælg de indsatser, der skal samles")},
    )


class SplitForm(PortalForm):
    first = TextField(
        label=_("Navn på den første del"),
        max_length=120,
        error_messages={"required": _("Skriv et navn på den første del")},
    )
    second = TextField(
        label=_("Navn på den anden del"),
        max_length=120,
        error_messages={"required": _("Skriv et navn på den anden del")},
    )
    third = TextField(label=_("Navn på en tredje del"), max_length=120, required=False)
