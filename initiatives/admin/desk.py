"""What every desk of the administration does alike: plain Danish, nothing lost, and what it touches."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.db.models import Field, Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.cpr import refuse_personal_numbers, refuse_personal_numbers_within


class Words:
    """Kind words for a field that is left empty, instead of Django's; boxes no taller than they need be."""

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, forms.Textarea):
            field.widget.attrs["rows"] = 3
        if isinstance(field, forms.JSONField):
            field.validators.append(refuse_personal_numbers_within)
        elif isinstance(field, forms.CharField):
            field.validators.append(refuse_personal_numbers)
        if field is not None and field.required:
            choosing = isinstance(field, forms.ChoiceField)  # a ModelChoiceField is one too
            sentence = _("Vælg %(field)s.") if choosing else _("Skriv %(field)s.")
            field.error_messages["required"] = sentence % {"field": db_field.verbose_name}
        return field


class Desk(Words, admin.ModelAdmin):
    """A table that administrators keep. A row can be deleted only while nothing uses it."""

    list_per_page = 50
    show_full_result_count = False
    empty_value_display = _("ukendt")
    intro = ""
    """One sentence above the list: what is kept here, and what it is used for."""

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return obj is not None and super().has_delete_permission(request, obj) and not is_used(obj)

    def what_it_touches(self, obj: Model) -> str:
        """A sentence above the form: how much in the portal follows from this row. Empty when nothing does."""
        return ""

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"intro": self.intro, **(extra_context or {})})

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            context["touches"] = self.what_it_touches(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)


class ReadingDesk(Desk):
    """A table that the portal itself writes: here it can only be read."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class Inline(Words, admin.StackedInline):
    """Rows kept on the page of another. Nothing is deleted here: a term is ended by its last day.

    Stacked, because each box then has its own label, and the page fits a phone.
    """

    extra = 0
    can_delete = False
    show_change_link = False


def is_used(obj: Model) -> bool:
    """True when some other row points at this one."""
    for relation in obj._meta.related_objects:
        rows = relation.related_model._base_manager.filter(**{relation.field.name: obj})
        if rows.exists():
            return True
    return False


class MunicipalityFilter(admin.SimpleListFilter):
    """Rows by municipality, with those of which nobody knows it by a name of their own."""

    title = _("kommune")
    parameter_name = "kommune"
    UNKNOWN = "?"

    def lookups(self, request, model_admin):
        names = model_admin.model.objects.order_by("municipality").values_list("municipality", flat=True)
        return [(name or self.UNKNOWN, name or _("ukendt")) for name in names.distinct()]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        return queryset.filter(municipality="" if self.value() == self.UNKNOWN else self.value())
