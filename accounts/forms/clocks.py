"""A time of day, read the way people write it."""

import datetime as dt
import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .question import Question


def read_clock(text: str) -> dt.time | None:
    """ "15", "15.30", "15:30", "1530" and "kl. 15"; None when there is no such time."""
    found = re.fullmatch(r"(?:kl\.?\s*)?(\d{1,2})(?:[.:]?\s*(\d{2}))?", text.strip().lower())
    if found is None or int(found[1]) > 23 or int(found[2] or 0) > 59:
        return None
    return dt.time(int(found[1]), int(found[2] or 0))


class ClockField(Question, forms.Field):
    """A time of day in one box."""

    widget = forms.TextInput
    default_error_messages = {"invalid": _("Skriv klokken, for eksempel 15 eller 15.30")}
    width = "number"
    attrs = {"inputmode": "numeric", "autocomplete": "off"}

    def prepare_value(self, value):
        return f"{value:%H.%M}" if isinstance(value, dt.time) else value

    def to_python(self, value):
        if isinstance(value, dt.time):
            return value
        if value in self.empty_values or not str(value).strip():
            return None
        clock = read_clock(str(value)[:20])
        if clock is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return clock
