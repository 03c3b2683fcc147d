"""Small pieces of Danish (and English) that several sentences share."""

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext, ngettext

from .models import Status


def listed(items: Iterable[object]) -> str:
    """Join names as people say them: "52", "52 og 58", "33, 52 og 58"."""
    words = [str(item) for item in items]
    if len(words) < 2:
        return "".join(words)
    return gettext("%(first)s og %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}


def one_of(items: Iterable[object]) -> str:
    """Join choices: "kladde eller sendt tilbage"."""
    words = [str(item) for item in items]
    if len(words) < 2:
        return "".join(words)
    return gettext("%(first)s eller %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}


def departments_in_words(departments: Iterable) -> str:
    """ "Afdeling 52 og 58", with other organisations' departments by their own names."""
    own = [department for department in departments if department.organisation.is_own]
    others = [department.title for department in departments if not department.organisation.is_own]
    if not own:
        return listed(others)
    own_words = gettext("Afdeling %(numbers)s") % {"numbers": listed(d.number for d in own)}
    return listed([own_words, *others]) if others else own_words


def in_short(name: str, limit: int) -> str:
    """A name of at most `limit` signs, cut between words, for the subject of a mail."""
    if len(name) <= limit:
        return name
    return name[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,.:;–-") + "…"


def in_sentence(name: str) -> str:
    """A name as it is written inside a sentence: "Organisationsbestyrelsen" there begins small, "AAB" does not."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def status_in_sentence(status: str) -> str:
    """A status as it follows "Indsatsen er …": "en kladde", "til godkendelse"."""
    return gettext("en kladde") if status == Status.DRAFT else str(Status(status).label).lower()


def in_months(day: dt.date, on: dt.date) -> str:
    """How far away a day is: "om 4 måneder", "om 12 dage", "i dag"."""
    days = (day - on).days
    if days < 1:
        return gettext("i dag")
    if days < 45:
        return ngettext("om %(count)s dag", "om %(count)s dage", days) % {"count": days}
    months = round(days / 30.4)
    return ngettext("om %(count)s måned", "om %(count)s måneder", months) % {"count": months}


def days_ago(day: dt.date, on: dt.date) -> str:
    """How long ago a day is: "i dag", "i går", "for 12 dage siden"."""
    days = (on - day).days
    if days < 1:
        return gettext("i dag")
    if days == 1:
        return gettext("i går")
    return ngettext("for %(count)s dag siden", "for %(count)s dage siden", days) % {"count": days}
