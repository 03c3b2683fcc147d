"""The desk for money: where it can come from, and AAB's guidelines for giving it."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts import uploads
from initiatives.admin.desk import Desk

from .models import FundingGuideline, FundingSource


@admin.register(FundingSource)
class FundingSourceAdmin(Desk):
    intro = _("Hvor penge kan komme fra. Slagsen afgør, om det er penge udefra.")
    list_display = ["name", "kind", "outside", "cases"]
    list_filter = ["kind"]
    search_fields = ["name"]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(cases=Count("lines__initiative", distinct=True))

    @admin.display(description=_("penge udefra"), boolean=True)
    def outside(self, source: FundingSource) -> bool:
        return source.is_outside

    @admin.display(description=_("indsatser"), ordering="cases")
    def cases(self, source: FundingSource) -> int:
        return source.cases

    def what_it_touches(self, source: FundingSource) -> str:
        count = source.lines.values("initiative").distinct().count()
        if not count:
            return gettext("Ingen indsats får penge fra kilden.")
        return ngettext(
            "%(count)s indsats får penge fra kilden.", "%(count)s indsatser får penge fra kilden.", count
        ) % {"count": count}


class GuidelineForm(forms.ModelForm):
    """A guideline; its file is checked as every file handed in is."""

    upload = forms.FileField(
        label=_("Læg en fil ind"),
        required=False,
        help_text=_("PDF eller Word, højst 20 MB. En ny fil tager pladsen for den, der er der."),
        widget=forms.FileInput,
    )

    class Meta:
        model = FundingGuideline
        fields = ["title", "adopted_by", "in_force_from", "least_local_share"]

    def clean_upload(self) -> uploads.CheckedUpload | None:
        upload = self.cleaned_data.get("upload")
        return uploads.check(upload) if upload else None

    def save(self, commit=True):
        checked = self.cleaned_data.get("upload")
        if checked:
            self.instance.file.save(checked.storage_name(), checked.as_file(), save=False)
        return super().save(commit)


@admin.register(FundingGuideline)
class FundingGuidelineAdmin(Desk):
    intro = _(
        "AAB's retningslinjer for at give penge. En tom grænse betyder, at portalen ikke spørger efter den."
    )
    form = GuidelineForm
    list_display = ["title", "adopted_by", "in_force_from", "least_local_share", "in_force"]
    fields = ["title", "adopted_by", "in_force_from", "least_local_share", "paper", "upload"]
    readonly_fields = ["paper"]

    @admin.display(description=_("gælder nu"), boolean=True)
    def in_force(self, guideline: FundingGuideline) -> bool:
        return guideline == self._in_force

    def get_queryset(self, request):
        self._in_force = FundingGuideline.objects.filter(in_force_from__lte=timezone.localdate()).first()
        return super().get_queryset(request)

    @admin.display(description=_("fil"))
    def paper(self, guideline: FundingGuideline) -> str:
        if not guideline.file:
            return gettext("Ingen fil endnu")
        address = reverse("admin:funding_fundingguideline_file", args=[guideline.pk])
        return format_html('<a href="{}">{}</a>', address, gettext("Hent filen"))

    def what_it_touches(self, guideline: FundingGuideline) -> str:
        if guideline != FundingGuideline.objects.filter(in_force_from__lte=timezone.localdate()).first():
            return ""
        return gettext("Retningslinjen gælder nu. Alle kladder bliver holdt op imod den.")

    def get_urls(self):
        view = self.admin_site.admin_view(self.file_page)
        return [path("<int:pk>/fil/", view, name="funding_fundingguideline_file"), *super().get_urls()]

    def file_page(self, request: HttpRequest, pk: int) -> FileResponse:
        """The guideline's file, always as a download."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        guideline = get_object_or_404(FundingGuideline, pk=pk)
        if not guideline.file:
            raise Http404
        return FileResponse(guideline.file.open(), as_attachment=True)
