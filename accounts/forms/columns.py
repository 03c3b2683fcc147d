"""The portal's question for a column of the database. Django's own choice would bring Django's own words."""

from django import forms
from django.db import models

from . import fields

_QUESTION_FOR = (  # the first that fits
    (models.EmailField, fields.MailField),
    (models.URLField, fields.LinkField),
    (models.TextField, fields.LongTextField),
    (models.CharField, fields.TextField),
    (models.DateField, fields.DayField),
    (models.TimeField, fields.ClockField),
    (models.DecimalField, fields.DecimalNumberField),
    (models.IntegerField, fields.WholeNumberField),
    (models.BooleanField, fields.TickField),
    (models.ManyToManyField, fields.ModelMultiChoiceBoxField),
    (models.ForeignKey, fields.ModelSelectField),
)


def question_for(column: models.Field, **kwargs) -> forms.Field | None:
    """A `formfield_callback`: Django calls it for each column of a form about a row."""
    if column.choices and not isinstance(column, models.BooleanField):
        return column.formfield(form_class=None, choices_form_class=fields.ChoiceBoxField, **kwargs)
    for kind, question in _QUESTION_FOR:
        if isinstance(column, kind) and not isinstance(column, models.DateTimeField):
            return column.formfield(form_class=question, **kwargs)
    return column.formfield(**kwargs)
