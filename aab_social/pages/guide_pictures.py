"""The small drawings of the guides (P10): the button, the field or the paper that a step speaks of.

The words in a drawing are those of the real page, by the same translation key, so that a reader finds on the page what
the drawing shows. Drawn at its own size, 240 x 112, with words of 14 px.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

WIDTH = 240
_SIGN = 7.2  # a bold letter of 14 px, on average
_ALTS = {
    "button": _("Tegning: en knap, hvor der står “%(first)s”."),
    "mail": _("Tegning: en mail med en knap, hvor der står “%(first)s”."),
    "code": _("Tegning: en mail med en kode på seks tal."),
    "menu": _("Tegning: øverst på siden står “%(first)s”."),
    "choice": _("Tegning: to svar at vælge imellem, “%(first)s” og “%(last)s”. Det første er valgt."),
    "field": _("Tegning: et felt at skrive i. Over det står “%(first)s”."),
    "date": _("Tegning: tre felter til dag, måned og år."),
    "photo": _("Tegning: en telefon tager et billede af et ark papir."),
    "read": _("Tegning: svar, der er set igennem, og en knap, hvor der står “%(first)s”."),
    "list": _("Tegning: en liste. Noget er på plads, og noget mangler."),
}


@dataclass(frozen=True)
class Picture:
    """One drawing: what is drawn, and the words that stand in it."""

    kind: str
    words: tuple[Promise, ...] = ()

    @property
    def alt(self) -> str:
        """What somebody hears who does not see it."""
        said = {"first": self.words[0], "last": self.words[-1]} if self.words else {}
        return str(_ALTS[self.kind]) % said

    @property
    def first(self) -> str:
        return str(self.words[0]) if self.words else ""

    @property
    def last(self) -> str:
        return str(self.words[-1]) if self.words else ""

    @property
    def button_width(self) -> int:
        return round(len(self.first) * _SIGN) + 28

    @property
    def button_middle(self) -> int:
        return 16 + self.button_width // 2


def _button(words) -> Picture:
    return Picture("button", (words,))


def _field(words) -> Picture:
    return Picture("field", (words,))


def _choice(*words) -> Picture:
    return Picture("choice", words)


def _menu(words) -> Picture:
    return Picture("menu", (words,))


def _read(words) -> Picture:
    return Picture("read", (words,))


PHOTO, LIST, CODE = Picture("photo"), Picture("list"), Picture("code")

PICTURES: dict[str, tuple[Picture | None, ...]] = {
    "svar-for-bestyrelsen": (
        Picture("mail", (_("Svar her"),)),
        _button(_("Start")),
        _choice(_("På afdelingsmødet"), _("Ved en afstemning")),
        _choice(_("Ja til indsatsen"), _("Nej")),
        PHOTO,
        _read(_("Send svar")),
    ),
    "skriv-en-evaluering": (
        Picture("mail", (_("Start her"),)),
        _field(_("Hvad er gået godt?")),
        None,
        _read(_("Send svar")),
    ),
    "log-ind": (_menu(_("Log ind")), CODE, _field(_("Kode fra mailen"))),
    "beskriv-frivilligt-arbejde": (
        _button(_("Beskriv frivilligt arbejde")),
        _field(_("Hvad hedder det?")),
        _field(_("Hvor?")),
        _choice(_("Hele bestyrelsen"), _("Formand")),
        _button(_("Gem")),
    ),
    "skriv-en-historie": (
        _button(_("Skriv en historie")),
        _field(_("Hvad skete der?")),
        PHOTO,
        _field(_("Hvad ser man på billedet?")),
        _button(_("Send til gennemsyn")),
    ),
    "bed-om-hjaelp": (
        _menu(_("Råd og hjælp")),
        _choice(_("Få beboerne med"), _("Penge til en idé")),
        _field(_("Fortæl kort om det")),
        _button(_("Send spørgsmålet")),
    ),
    "vaer-med": (
        _menu(_("Vær med")),
        None,
        _button(_("Jeg vil gerne være med")),
        _field(_("Hvad hedder du?")),
    ),
    "ny-indsats": (
        _button(_("Ny indsats")),
        LIST,
        Picture("mail", (_("Svar her"),)),
        None,
        _read(_("Send til godkendelse")),
    ),
    "beslut-en-sag": (
        _menu(_("Til godkendelse")),
        None,
        _choice(_("Godkend"), _("Send tilbage")),
        _read(_("Bekræft")),
    ),
    "hvilke-mails": (
        _menu(_("Min side")),
        None,
        _choice(pgettext_lazy("mails", "Straks"), _("Mandag samlet")),
        Picture("date"),
    ),
}
