"""What a budget's lines say, for templates. No queries.

{{ line|in_year:2027|kroner }}
"""

from __future__ import annotations

from decimal import Decimal

from django import template

register = template.Library()


@register.filter
def in_year(line, year: int) -> Decimal | None:
    """Kroner of the line in that calendar year; None where the line says nothing of it."""
    kroner = line.by_year.get(str(year))
    return None if kroner is None else Decimal(kroner)
