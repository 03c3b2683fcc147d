"""The questions of the portal. Each field reads what people really write, and says kindly what is wrong.

Every field names its own `required` message: `TextField(error_messages={"required": _("Skriv …")})`.
`PortalForm` refuses one without. All arguments are Django's, and those of `Question`.
"""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import uploads

from .choice_fields import (
    ChoiceBoxField,
    ModelChoiceBoxField,
    ModelMultiChoiceBoxField,
    ModelSelectField,
    MultiChoiceBoxField,
    SelectField,
    TickField,
)
from .clocks import ClockField
from .days import read_day
from .number_fields import DecimalNumberField, KronerField, WholeNumberField
from .numbers import plain_digits
from .question import Question
from .text_fields import HiddenField, LinkField, LongTextField, MailField, TextField
from .widgets import ACCEPTED_FILES, DayWidget, KeptFileInput

EXAMPLE_DAY = _("For eksempel 14 9 2025")
CHOOSE_A_FILE = _("Tag et billede med telefonen, eller vælg en fil. Højst 20 MB.")

__all__ = [
    "ChoiceBoxField",
    "ClockField",
    "DayField",
    "DecimalNumberField",
    "EvidenceUploadField",
    "HiddenField",
    "KronerField",
    "LinkField",
    "LongTextField",
    "MailField",
    "ModelChoiceBoxField",
    "ModelMultiChoiceBoxField",
    "ModelSelectField",
    "MultiChoiceBoxField",
    "SelectField",
    "TextField",
    "TickField",
    "WholeNumberField",
]


class DayField(Question, forms.Field):
    """A day, asked for as day, month and year. Reads 14 9 2025, 14/9/25 in one box, and "14. september"."""

    widget = DayWidget
    default_error_messages = {
        "invalid": _("Skriv datoen som dag, måned og år, for eksempel 14 9 2025"),
        "future": _("Datoen ligger i fremtiden. Skriv en dato, der har været"),
        "past": _("Datoen er gået. Skriv en dato fra i dag og frem"),
    }

    def __init__(self, *, not_future=False, not_past=False, help_text=EXAMPLE_DAY, **kwargs):
        self.not_future = not_future
        self.not_past = not_past
        super().__init__(help_text=help_text, **kwargs)

    def to_python(self, value):
        if isinstance(value, date):
            return value
        boxes = [value] if isinstance(value, str) else list(value or [])
        boxes = [plain_digits(str(box)) for box in boxes if box is not None]
        if not any(boxes):
            return None
        day = read_day(boxes)
        if day is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return day

    def validate(self, value):
        super().validate(value)
        if value and self.not_future and value > timezone.localdate():
            raise ValidationError(self.error_messages["future"], code="future")
        if value and self.not_past and value < timezone.localdate():
            raise ValidationError(self.error_messages["past"], code="past")

    def has_changed(self, initial, data):
        try:
            return self.to_python(data) != (self.to_python(initial) if initial else None)
        except ValidationError:
            return True


class EvidenceUploadField(Question, forms.Field):
    """A file that proves something: minutes, a contract, a photo. Gives an `uploads.CheckedUpload` or None.

    When some other field must be mended, the form keeps the file (see `PortalForm`).
    """

    widget = KeptFileInput
    attrs = {"accept": ACCEPTED_FILES}

    def __init__(self, *, help_text=CHOOSE_A_FILE, **kwargs):
        super().__init__(help_text=help_text, **kwargs)

    def to_python(self, value):
        if isinstance(value, UploadedFile):
            return uploads.check(value)
        if isinstance(value, str) and value:
            return uploads.from_ticket(value)
        if isinstance(value, uploads.CheckedUpload):
            return value
        return None

    def has_changed(self, initial, data):
        return data is not None
