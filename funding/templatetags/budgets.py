"""What a budget's lines say, for templates. No queries.

{{ line|in_year:2027 }}
"""

from __future__ import annotations

from decimal import Decimal

from django import template

from accounts.forms.numbers import write_kroner

register = template.Library()


@register.filter
def in_year(line, year: int) -> str:
    """Kroner of the line in that calendar year, as "125.000"; nothing where the line says nothing of it.

    Without "kr.", which the sum beside the years has: five of them are room for a third of the text.
    """
    kroner = line.by_year.get(str(year))
    return "" if kroner is None else write_kroner(Decimal(kroner))
