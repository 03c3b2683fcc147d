"""What every form of the portal does alike."""

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.forms.models import ModelFormMetaclass
from django.utils.functional import cached_property

from accounts import uploads

from . import fields
from .columns import question_for
from .question import Question

_DJANGOS_REQUIRED = forms.Field.default_error_messages["required"]


class _PortalForm:
    """Words of its own at every field, no bubbles from the browser, chosen files kept.

    Rendered by the template pack `aab`, inside the page's own
    `<form method="post" novalidate>{% csrf_token %}{% crispy form %}`.
    """

    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            self._check_field(name, field)

    @cached_property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.include_media = False
        return helper

    def need(self, *names: str) -> None:
        """In `clean()`: an answer that some other answer makes necessary. Says the field's own words."""
        for name in names:
            field = self.fields[name]
            if name not in self.errors and self.cleaned_data.get(name) in (*field.empty_values, False):
                self.add_error(name, ValidationError(field.error_messages["required"], code="required"))

    def forget_faults(self, *names: str) -> None:
        """In `clean()`: faults in questions of the way that was not chosen. Nobody sees those questions."""
        for name in names:
            if name in self.errors:
                del self.errors[name]
                self.cleaned_data[name] = self.fields[name].to_python("")

    def forget(self, *names: str) -> None:
        """In `clean()`: what only another answer asks about counts for nothing here, and cannot be wrong."""
        for name in names:
            self.errors.pop(name, None)
            self.cleaned_data[name] = self.fields[name].to_python("")

    def full_clean(self):
        super().full_clean()
        if self.is_bound and self._errors:
            self._keep_files()

    def _keep_files(self):
        """Put chosen files aside when something else must be mended; a browser forgets them."""
        for name, field in self.fields.items():
            if isinstance(field, fields.EvidenceUploadField) and not field.disabled:
                upload = self.cleaned_data.get(name)
                if upload and name not in self._errors:
                    widget = field.widget
                    ticket = self.data.get(widget.ticket_name(self.add_prefix(name)), "")
                    fresh = bool(self.files.get(self.add_prefix(name)))
                    widget.kept_ticket = uploads.keep(upload) if fresh or not ticket else ticket
                    widget.kept_name = upload.name

    def _check_field(self, name, field):
        where = f"{type(self).__name__}.{name}"
        if not isinstance(field, Question):
            raise ImproperlyConfigured(f"{where}: use a field of accounts.forms.fields.")
        needs_words = (field.required or field.conditional) and not field.widget.is_hidden
        if needs_words and field.error_messages["required"] is _DJANGOS_REQUIRED:
            raise ImproperlyConfigured(f"{where}: say in error_messages['required'] what to write.")


class PortalForm(_PortalForm, forms.Form):
    """A form of plain questions."""


class _PortalModelFormMetaclass(ModelFormMetaclass):
    def __new__(mcs, name, bases, attrs):
        meta = attrs.get("Meta")
        if meta and not hasattr(meta, "formfield_callback"):
            meta.formfield_callback = question_for
        return super().__new__(mcs, name, bases, attrs)


class PortalModelForm(_PortalForm, forms.ModelForm, metaclass=_PortalModelFormMetaclass):
    """A form about one row. Columns get the portal's fields; `Meta.error_messages` holds the words."""
