"""One set of status words for everyone, with the icon and tone each is shown in.

Tones: n neutral, p petrol (waiting, explained), o ochre (something is missing), m moss (going on),
t no fill (done). Red is for faults only, and no status is a fault.
"""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Word(NamedTuple):
    label: str
    icon: str
    tone: str


INITIATIVE = {
    "draft": Word(_("Kladde"), "draft", "n"),
    "submitted": Word(_("Til godkendelse"), "send", "p"),
    "returned": Word(_("Sendt tilbage"), "undo", "o"),
    "approved": Word(_("Godkendt"), "check", "m"),
    "running": Word(_("I gang"), "play", "m"),
    "paused": Word(_("På pause"), "pause", "n"),
    "closed": Word(_("Afsluttet"), "flag", "t ro"),
    "declined": Word(_("Ikke godkendt"), "no", "n"),
    "withdrawn": Word(_("Trukket tilbage"), "back", "n"),
}
POINT = {
    "missing": Word(_("Mangler"), "empty", "o"),
    "started": Word(pgettext_lazy("et punkt", "I gang"), "half", "p"),
    "waiting": Word(_("Venter på svar"), "clock", "p"),
    "met": Word(_("Opfyldt"), "check", "t"),
    "explained": Word(_("Forklaret"), "words", "p"),
    "look_again": Word(_("Skal ses igen"), "warning", "o"),
    "not_relevant": Word(_("Ikke relevant"), "minus", "n"),
}
GOAL = {
    "on_track": Word(_("På vej"), "up", "t"),
    "behind": Word(_("Bagud"), "down", "t ro"),
    "reached": Word(_("Nået"), "check", "t"),
    "not_measured": Word(_("Ikke målt"), "dashed", "t ro"),
}
STRENGTH = {
    "must": _("Skal"),
    "explain": _("Skal eller forklar"),
    "may": _("Gerne"),
}
PILOT = Word(_("Forsøg"), "flask", "b")
