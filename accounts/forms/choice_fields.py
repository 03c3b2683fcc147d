"""Questions answered by choosing."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .question import Question
from .widgets import BoxRadio, BoxTicks

CHOOSE = _("Vælg")
CHOOSE_ONE = _("Vælg en af mulighederne")
CHOOSE_AMONG = _("Vælg blandt mulighederne")


class TickField(Question, forms.BooleanField):
    """One box to tick. Optional unless told otherwise."""

    def __init__(self, *, required=False, **kwargs):
        super().__init__(required=required, **kwargs)


class _Choices(Question):
    """Choices as (value, words) or (value, words, hint); or the hints apart as `hints={value: hint}`."""

    def __init__(self, *, choices=(), hints=None, **kwargs):
        if not callable(choices):
            choices = list(choices)
            hints = {c[0]: c[2] for c in choices if len(c) == 3} | dict(hints or {})
            # Boxes show nothing chosen by themselves, so the "---------" of a column is not a choice.
            choices = [c[:2] for c in choices if c[0] != "" or isinstance(self, SelectField)]
        super().__init__(choices=choices, **kwargs)
        if hints:
            by_text = {str(value): hint for value, hint in hints.items()}
            self.widget.hint_for = lambda value: by_text.get(str(value), "")


class ChoiceBoxField(_Choices, forms.TypedChoiceField):
    """One of a few choices, shown as boxes."""

    widget = BoxRadio
    default_error_messages = {"invalid_choice": CHOOSE_ONE}


class MultiChoiceBoxField(_Choices, forms.TypedMultipleChoiceField):
    """Any of some choices, shown as boxes. Gives a list."""

    widget = BoxTicks
    default_error_messages = {"invalid_choice": CHOOSE_AMONG, "invalid_list": CHOOSE_AMONG}


class SelectField(_Choices, forms.TypedChoiceField):
    """One of many choices, shown as a drop-down."""

    default_error_messages = {"invalid_choice": CHOOSE_ONE}


class _Rows(Question):
    """Rows of the database to choose from. `label_for` and `hint_for` take the row."""

    def __init__(self, queryset, *, label_for=None, hint_for=None, **kwargs):
        self.label_for = label_for
        super().__init__(queryset, **kwargs)
        if hint_for:
            self.widget.hint_for = lambda value: hint_for(value.instance)

    def label_from_instance(self, obj):
        return self.label_for(obj) if self.label_for else str(obj)

    def clean(self, value):
        try:
            return super().clean(value)
        except ValidationError as error:
            if error.code != "null_characters_not_allowed":
                raise
            unknown = error
        except (OverflowError, UnicodeError) as error:
            # A number beyond what the database counts to, or half a letter: never one of the rows.
            unknown = error
        raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice") from unknown


class ModelChoiceBoxField(_Rows, forms.ModelChoiceField):
    """One of a few rows, shown as boxes."""

    widget = BoxRadio
    default_error_messages = {"invalid_choice": CHOOSE_ONE}

    def __init__(self, queryset, *, blank=True, empty_label=None, **kwargs):
        super().__init__(queryset, empty_label=empty_label, blank=blank, **kwargs)


class ModelSelectField(_Rows, forms.ModelChoiceField):
    """One of many rows, shown as a drop-down."""

    default_error_messages = {"invalid_choice": CHOOSE_ONE}

    def __init__(self, queryset, *, empty_label=CHOOSE, **kwargs):
        super().__init__(queryset, empty_label=empty_label, **kwargs)


class ModelMultiChoiceBoxField(_Rows, forms.ModelMultipleChoiceField):
    """Any of some rows, shown as boxes. Gives a queryset."""

    widget = BoxTicks
    default_error_messages = {
        "invalid_choice": CHOOSE_AMONG,
        "invalid_list": CHOOSE_AMONG,
        "invalid_pk_value": CHOOSE_AMONG,
    }
