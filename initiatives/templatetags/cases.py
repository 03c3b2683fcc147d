"""How cases are put into words on pages. Nothing here queries: the view has fetched what is shown."""

from django import template
from django.utils.translation import gettext

from initiatives.resident_wording import residents_said as said_by_residents
from initiatives.wording import departments_in_words as in_words
from initiatives.wording import in_sentence as lowered
from initiatives.wording import listed

register = template.Library()


@register.filter
def departments_in_words(initiative) -> str:
    """ "Afdeling 52 og 58": the participating departments, which the view has prefetched; without any, that it is so.

    It is never empty, so that the dot or comma a page puts beside it always has something on both sides.
    """
    return in_words(initiative.departments.all()) or gettext("Ingen afdeling valgt")


@register.filter
def in_sentence(name) -> str:
    """ "organisationsbestyrelsen", as it is written inside a sentence."""
    return lowered(str(name))


@register.filter
def and_list(items) -> str:
    """ "Anne Lund og Per Dahl"."""
    return listed(items)


@register.filter
def residents_said(answer) -> str:
    """ "Beboerne sagde ja på afdelingsmødet den 14. september." """
    return said_by_residents(answer)


@register.filter
def titles(departments) -> str:
    """ "Afdeling 52 og Afdeling 58": departments by their titles."""
    return listed(department.title for department in departments)
