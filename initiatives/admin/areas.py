"""The desk "Områder": the policy's focus areas and what they are called at Landsbyggefonden."""

from django import forms
from django.contrib import admin
from django.db.models import Count
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from initiatives.models import FocusArea, FundArea

from .desk import Desk


@admin.register(FocusArea)
class FocusAreaAdmin(Desk):
    intro = _("De områder, politikken lægger vægt på, og hvad de svarer til hos Landsbyggefonden.")
    list_display = ["name", "name_en", "key", "at_the_fund", "order", "is_active", "cases"]
    fields = ["name", "name_en", "key", "icon", "order", "is_active", "fund_areas"]

    def get_queryset(self, request):
        return (
            super().get_queryset(request).annotate(cases=Count("initiatives")).prefetch_related("fund_areas")
        )

    def get_readonly_fields(self, request, obj=None):
        return ["key"] if obj else []  # versions of the policy speak of it by its key

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        return super().formfield_for_manytomany(
            db_field, request, widget=forms.CheckboxSelectMultiple, **kwargs
        )

    @admin.display(description=_("hos Landsbyggefonden"))
    def at_the_fund(self, area: FocusArea) -> str:
        return " · ".join(str(fund) for fund in area.fund_areas.all())

    @admin.display(description=_("indsatser"), ordering="cases")
    def cases(self, area: FocusArea) -> int:
        return area.cases

    def what_it_touches(self, area: FocusArea) -> str:
        count = area.initiatives.count()
        return (
            ngettext(
                "%(count)s indsats handler om området.", "%(count)s indsatser handler om området.", count
            )
            % {"count": count}
            if count
            else gettext("Ingen indsatser handler om området.")
        )


@admin.register(FundArea)
class FundAreaAdmin(Desk):
    intro = _("De områder, Landsbyggefonden bruger nu. De bruges, når der skal afleveres tal til fonden.")
    list_display = ["name", "name_en", "key", "order"]
