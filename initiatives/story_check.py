"""What to look for before a story is published (K16): names, children, the picture, contact, and how it reads.

It points; a person decides. A name it does not see is still a name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext

from accounts.lix import lix

from .models import Story

_WORD = r"[A-ZÆØÅ][a-zæøåé]+(?:-[A-ZÆØÅ][a-zæøåé]+)?"
_FULL_NAME = re.compile(rf"\b{_WORD}(?: {_WORD})+\b")
_CHILDREN = re.compile(
    r"\b(barn\w*|børn\w*|dreng\w*|pige\w*|datter\w*|søn\w*|baby\w*|unge\w*)\b", re.IGNORECASE
)
_CONTACT = re.compile(
    r"\S+@\S+\.\w+|\b(?:\+45 ?)?(?:\d{2} ?){4}\b|\b\w+(?:vej|gade|allé|torv)\w* \d+\b", re.IGNORECASE
)
HARD = 35
_NOT_NAMES = {"Afdeling", "Høje", "Landsbyggefonden"}


@dataclass(frozen=True)
class Look:
    """One thing to look for. `found` are the places; `is_fine` when nothing stands out."""

    key: str
    title: str
    words: str
    found: tuple[str, ...] = ()
    is_fine: bool = True


def looks(story: Story) -> list[Look]:
    text = story.text
    names = tuple(dict.fromkeys(m for m in _FULL_NAME.findall(text) if m.split()[0] not in _NOT_NAMES))
    children = tuple(dict.fromkeys(match.lower() for match in _CHILDREN.findall(text)))
    contacts = tuple(dict.fromkeys(_CONTACT.findall(text)))
    reading = lix(text)
    return [
        Look(
            "names",
            gettext("Navne"),
            gettext("Det ligner hele navne. Brug kun fornavne, og kun når de har sagt ja.")
            if names
            else gettext("Ingen hele navne fundet. Læs efter selv."),
            names,
            not names,
        ),
        Look(
            "children",
            gettext("Børn"),
            gettext("Der står noget om børn. Kan et bestemt barn kendes?")
            if children
            else gettext("Der står ikke noget om børn."),
            children,
            not children,
        ),
        _picture(story),
        Look(
            "contact",
            gettext("Kontakt"),
            gettext("Der står en adresse eller et nummer. Brug formularen på siden i stedet.")
            if contacts
            else gettext("Ingen adresser og numre fundet."),
            contacts,
            not contacts,
        ),
        Look(
            "reading",
            gettext("Let at læse"),
            gettext("LIX er %(lix)s. Del de lange sætninger.") % {"lix": reading}
            if reading > HARD
            else gettext("LIX er %(lix)s. Det er let at læse.") % {"lix": reading},
            (),
            reading <= HARD,
        ),
    ]


def _picture(story: Story) -> Look:
    if not story.photo:
        return Look("picture", gettext("Billede"), gettext("Der er ikke noget billede."))
    who = str(story.get_photo_people_display())
    fine = story.photo_people in (Story.People.NOBODY, Story.People.AGREED, Story.People.CHILDREN)
    return Look(
        "picture", gettext("Billede"), f"{who}. {story.photo_alt}", (), fine and bool(story.photo_alt)
    )
