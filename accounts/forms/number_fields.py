"""Questions answered with a number."""

from decimal import ROUND_HALF_UP, Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .numbers import plain_digits, read_kroner, read_number, write_kroner, write_number
from .question import Question


class _NumberField(Question, forms.Field):
    """A number typed as text, so that no browser refuses a Danish comma."""

    widget = forms.TextInput
    default_error_messages = {
        "min_value": _("Skriv et tal, der er mindst %(limit)s"),
        "max_value": _("Tallet er for stort. Skriv højst %(limit)s"),
    }
    read = staticmethod(read_number)
    write = staticmethod(write_number)
    decimals = 2

    def __init__(self, *, min_value=0, max_value=999_999_999, **kwargs):
        self.min_value = min_value
        self.max_value = max_value
        super().__init__(**kwargs)

    def to_python(self, value):
        if value in self.empty_values:
            return None
        if isinstance(value, str):
            text = plain_digits(value)
            if not text:
                return None
            value = self.read(text)
        elif isinstance(value, bool) or not isinstance(value, int | Decimal):
            value = None
        if value is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return self.rounded(Decimal(value))

    def rounded(self, value: Decimal):
        """The number as it is kept."""
        return value.quantize(Decimal(1).scaleb(-self.decimals), rounding=ROUND_HALF_UP)

    def validate(self, value):
        super().validate(value)
        if value is None:
            return
        if self.max_value is not None and value > self.max_value:
            limit = {"limit": self.write(self.max_value)}
            raise ValidationError(self.error_messages["max_value"], code="max_value", params=limit)
        if self.min_value is not None and value < self.min_value:
            limit = {"limit": self.write(self.min_value)}
            raise ValidationError(self.error_messages["min_value"], code="min_value", params=limit)

    def prepare_value(self, value):
        return (
            self.write(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else value
        )


class WholeNumberField(_NumberField):
    """A count of people, times or things. Gives an int."""

    default_error_messages = {"invalid": _("Skriv antallet med tal, for eksempel 24")}
    attrs = {"inputmode": "numeric", "autocomplete": "off"}
    width = "number"

    def rounded(self, value):
        if value != value.to_integral_value():
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return int(value)


class DecimalNumberField(_NumberField):
    """A measured value, Danish comma or point. Gives a Decimal with `decimals` places, rounded half up."""

    default_error_messages = {"invalid": _("Skriv et tal, for eksempel 24 eller 3,5")}
    attrs = {"inputmode": "decimal", "autocomplete": "off"}
    width = "number"

    def __init__(self, *, decimals=2, max_digits=None, decimal_places=None, max_value=None, **kwargs):
        # max_digits and decimal_places come from a column, whose room is then the largest number.
        self.decimals = decimals if decimal_places is None else decimal_places
        if max_value is None:
            max_value = 10 ** (max_digits - self.decimals) - 1 if max_digits else 999_999_999
        super().__init__(max_value=max_value, **kwargs)

    @staticmethod
    def read(text):
        return read_number(text.removesuffix("%").rstrip())


class KronerField(_NumberField):
    """An amount in kroner. Gives a Decimal with two places. Reads 12.500, 12 500, 12500 kr. and 1.234,50."""

    default_error_messages = {
        "invalid": _("Skriv beløbet i kroner, for eksempel 12500"),
        "min_value": _("Beløbet skal være mindst %(limit)s kr."),
        "max_value": _("Beløbet er for stort. Skriv højst %(limit)s kr."),
    }
    attrs = {"inputmode": "decimal", "autocomplete": "off"}
    width = "money"
    unit = _("kr.")
    read = staticmethod(read_kroner)
    write = staticmethod(write_kroner)

    def __init__(self, *, max_digits=None, decimal_places=None, **kwargs):
        super().__init__(**kwargs)
