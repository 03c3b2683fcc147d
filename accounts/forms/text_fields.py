"""Questions answered in words."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.cpr import refuse_personal_numbers
from accounts.text import clean_text

from .question import Question


class TextField(Question, forms.CharField):
    """One line of text."""

    default_error_messages = {
        "too_long": ngettext_lazy(
            "Teksten er %(over)d tegn for lang. Skriv højst %(limit)d tegn",
            "Teksten er %(over)d tegn for lang. Skriv højst %(limit)d tegn",
            "over",
        ),
    }
    one_line = True

    def __init__(self, *, max_length=None, min_length=None, cpr_guard=True, **kwargs):
        # No maxlength in the browser: it cuts a pasted text without a word.
        self.limit = max_length
        self.cpr_guard = cpr_guard
        super().__init__(min_length=min_length, **kwargs)
        # Django's own check for NUL has a message of its own; clean_text says it better.
        self.validators = [
            v for v in self.validators if type(v).__name__ != "ProhibitNullCharactersValidator"
        ]

    def to_python(self, value):
        if value in self.empty_values:
            return self.empty_value
        return clean_text(str(value), one_line=self.one_line) or self.empty_value

    def validate(self, value):
        super().validate(value)
        if self.limit and value and len(value) > self.limit:
            over = {"over": len(value) - self.limit, "limit": self.limit}
            raise ValidationError(self.error_messages["too_long"], code="too_long", params=over)
        if self.cpr_guard and value:
            refuse_personal_numbers(value)


class LongTextField(TextField):
    """Some lines of text."""

    one_line = False
    widget = forms.Textarea

    def __init__(self, *, rows=5, **kwargs):
        super().__init__(**kwargs)
        self.widget.attrs["rows"] = rows
        self.widget.attrs.pop("cols", None)


class HiddenField(TextField):
    """A value the page carries and nobody sees, such as the key that makes a double click count once."""

    widget = forms.HiddenInput

    def __init__(self, *, required=False, max_length=200, **kwargs):
        super().__init__(required=required, max_length=max_length, cpr_guard=False, **kwargs)


class MailField(Question, forms.EmailField):
    """A mail address."""

    default_error_messages = {"invalid": _("Skriv en mailadresse, for eksempel navn@mail.dk")}
    width = "short"
    attrs = {"autocomplete": "email", "spellcheck": "false"}

    def to_python(self, value):
        value = super().to_python(value)
        return clean_text(value, one_line=True) if value else value

    def run_validators(self, value):
        try:
            super().run_validators(value)
        except ValidationError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error
        if value:
            refuse_personal_numbers(value.partition("@")[0])


class LinkField(Question, forms.URLField):
    """An address on the internet, with or without https:// in front."""

    default_error_messages = {"invalid": _("Skriv en adresse på internettet, for eksempel www.aab.dk")}
    attrs = {"inputmode": "url", "spellcheck": "false"}
    widget = forms.TextInput

    def __init__(self, *, max_length=500, **kwargs):
        super().__init__(max_length=max_length, assume_scheme="https", **kwargs)

    def clean(self, value):
        try:
            value = super().clean(value)
            value = clean_text(value, one_line=True) if value else value
            refuse_personal_numbers(value)
            return value
        except ValidationError as error:
            if any(e.code in ("required", "cpr", "tenancy") for e in error.error_list):
                raise
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error
