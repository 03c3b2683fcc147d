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
from accounts.templatetags.portal import kroner
from initiatives.admin.desk import Desk, Inline, ReadingDesk

from .models import ApplicationDeadline, FundingGuideline, FundingSource, MoneyEntry, YearFrame


class DeadlineInline(Inline):
    model = ApplicationDeadline
    fields = ["deadline_on", "answer_on", "note"]
    can_delete = True


@admin.register(FundingSource)
class FundingSourceAdmin(Desk):
    intro = _(
        "Hvor penge kan komme fra, og kildens egne regler. Slagsen afgør, om det er penge udefra. "
        "Lad en regel stå tom, hvis I ikke kender den: så spørger portalen ikke efter den."
    )
    list_display = ["name", "kind", "outside", "least_local_share", "decided_by", "cases"]
    list_filter = ["kind"]
    search_fields = ["name"]
    fields = [
        "name",
        "kind",
        "decided_by",
        "least_local_share",
        "in_kind_counts",
        "needs_own_account",
        "needs_auditor",
        "rules",
    ]
    inlines = [DeadlineInline]

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


WORDS = ["title", "adopted_by", "in_force_from"]
LIMITS = ["least_local_share", "leader_limit", "most_from_aab", "most_share_from_aab"]


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
        fields = [*WORDS, *LIMITS]

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
        "AAB's retningslinjer for at give penge. En tom grænse betyder, at portalen ikke spørger efter den. "
        "En retningslinje, der har været i kraft, kan ikke rettes. Læg den nye ind, med den dag den gælder fra."
    )
    form = GuidelineForm
    list_display = ["title", "adopted_by", "in_force_from", "least_local_share", "leader_limit", "in_force"]
    fields = [*WORDS, *LIMITS, "paper", "upload"]

    def get_readonly_fields(self, request, obj=None):
        begun = obj is not None and obj.in_force_from <= timezone.localdate()
        return [*WORDS, *LIMITS, "paper"] if begun else ["paper"]

    def has_delete_permission(self, request, obj=None):
        begun = obj is not None and obj.in_force_from <= timezone.localdate()
        return not begun and super().has_delete_permission(request, obj)

    @admin.display(description=_("gælder nu"), boolean=True)
    def in_force(self, guideline: FundingGuideline) -> bool:
        return guideline == self._in_force

    def get_queryset(self, request):
        self._in_force = FundingGuideline.objects.in_force(timezone.localdate())
        return super().get_queryset(request)

    @admin.display(description=_("fil"))
    def paper(self, guideline: FundingGuideline) -> str:
        if not guideline.file:
            return gettext("Ingen fil endnu")
        address = reverse("admin:funding_fundingguideline_file", args=[guideline.pk])
        return format_html('<a href="{}">{}</a>', address, gettext("Hent filen"))

    def what_it_touches(self, guideline: FundingGuideline) -> str:
        if guideline != FundingGuideline.objects.in_force(timezone.localdate()):
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


@admin.register(YearFrame)
class YearFrameAdmin(Desk):
    intro = _(
        "Hvor meget en kilde kan give tilsagn om i et år. Portalen giver aldrig tilsagn om mere. "
        "En kilde uden ramme har ingen grænse."
    )
    list_display = ["source", "year", "amount", "committed"]
    list_filter = ["year", "source"]
    fields = ["source", "year", "amount", "committed"]

    def get_readonly_fields(self, request, obj=None):
        return ["source", "year", "committed"] if obj else ["committed"]

    def construct_change_message(self, request, form, formsets, add=False):
        """The log keeps both amounts: Bevillinger shows them with who set them."""
        if add or "amount" not in form.changed_data:
            return super().construct_change_message(request, form, formsets, add)
        return f"{kroner(form.initial['amount'])} → {kroner(form.cleaned_data['amount'])}"


@admin.register(MoneyEntry)
class MoneyEntryAdmin(ReadingDesk):
    intro = _(
        "Alle posteringer, som de blev skrevet ind. En postering kan ikke ændres; den rettes med en modpostering."
    )
    list_display = ["on", "kind", "amount", "initiative", "commitment", "text", "made_by"]
    list_filter = ["kind"]
    list_select_related = ["initiative", "commitment__line__source", "made_by"]
    date_hierarchy = "on"
    search_fields = ["text", "voucher", "initiative__name"]
