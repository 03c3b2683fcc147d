"""The desk "Afdelinger og bestyrelser": departments, who sits on their boards and until when."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from initiatives.models import BoardSeat, Department, HousingOrganisation, Status

from .department_import import import_page
from .desk import Desk, Inline, MunicipalityFilter


class InOffice(admin.SimpleListFilter):
    """Seats by their term: in office today, ended, or not begun."""

    title = _("periode")
    parameter_name = "periode"

    def lookups(self, request, model_admin):
        return [("nu", _("Sidder nu")), ("slut", _("Er stoppet")), ("kommer", _("Starter senere"))]

    def queryset(self, request, queryset):
        today = timezone.localdate()
        match self.value():
            case "nu":
                return queryset.in_office(today)
            case "slut":
                return queryset.filter(until_on__lt=today)
            case "kommer":
                return queryset.filter(from_on__gt=today)
        return queryset


class HasMembers(admin.SimpleListFilter):
    """Departments by whether anybody can answer for them in the portal today."""

    title = _("kan svare i portalen")
    parameter_name = "svarer"

    def lookups(self, request, model_admin):
        return [("ja", _("Ja, bestyrelsen er skrevet ind")), ("nej", _("Nej, ingen er skrevet ind"))]

    def queryset(self, request, queryset):
        seats = BoardSeat.objects.in_office(timezone.localdate()).filter(department=OuterRef("pk"))
        match self.value():
            case "ja":
                return queryset.filter(Exists(seats))
            case "nej":
                return queryset.filter(~Exists(seats))
        return queryset


class BoardSeatInline(Inline):
    model = BoardSeat
    autocomplete_fields = ["person"]
    fields = [("person", "office", "wants_paper"), ("from_on", "until_on")]
    verbose_name_plural = _("Bestyrelsen. Skriv sidste dag, når en person stopper: adgangen ender samme dag.")
    ordering = [
        F("until_on").desc(nulls_first=True),
        "office",
        "from_on",
    ]  # those who sit there now come first

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("person")


@admin.register(Department)
class DepartmentAdmin(Desk):
    intro = _("Her står alle afdelinger, og hvem der sidder i deres bestyrelser.")
    list_display = [
        "title",
        "name",
        "organisation",
        "municipality",
        "homes",
        "has_board",
        "members",
        "consultant",
        "is_fictitious",
    ]
    list_filter = ["organisation", "has_board", HasMembers, "governance", "is_fictitious", MunicipalityFilter]
    list_select_related = ["organisation", "consultant"]
    search_fields = ["number", "name", "municipality", "address", "note"]
    ordering = ["-organisation__is_own", "organisation__name", "sort_key"]
    autocomplete_fields = ["consultant"]
    inlines = [BoardSeatInline]
    fieldsets = [
        (None, {"fields": ["organisation", "number", "name", "municipality", "address", "homes"]}),
        (_("Bestyrelse og konsulent"), {"fields": ["governance", "has_board", "consultant"]}),
        (_("Kilde"), {"fields": ["note", "source", "is_fictitious"]}),
    ]
    change_list_template = "admin/initiatives/department/change_list.html"

    def get_search_results(self, request, queryset, search_term):
        """A department that has been merged into another is read here, and chosen nowhere."""
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        if request.resolver_match.url_name == "autocomplete":
            found = found.filter(merged_into__isnull=True)
        return found, may_repeat

    @admin.display(description=_("afdeling"), ordering="sort_key")
    def title(self, department: Department) -> str:
        return department.title

    @admin.display(description=_("sidder nu"), ordering="members")
    def members(self, department: Department) -> int:
        return department.members

    def get_queryset(self, request: HttpRequest) -> QuerySet[Department]:
        today = timezone.localdate()
        now = Q(board_seats__from_on__lte=today) & (
            Q(board_seats__until_on__isnull=True) | Q(board_seats__until_on__gte=today)
        )
        return super().get_queryset(request).annotate(members=Count("board_seats", filter=now, distinct=True))

    def what_it_touches(self, department: Department) -> str:
        live = department.initiatives.exclude(status__in=[Status.CLOSED, Status.DECLINED, Status.WITHDRAWN])
        count = live.count()
        if not count:
            return gettext("Ingen indsatser, der er i gang eller på vej, er i afdelingen.")
        return ngettext(
            "%(count)s indsats, der er i gang eller på vej, er i afdelingen.",
            "%(count)s indsatser, der er i gang eller på vej, er i afdelingen.",
            count,
        ) % {"count": count}

    def save_model(self, request, obj, form, change) -> None:
        """Only what was changed is written: what happened to the department meanwhile stands."""
        if not change:
            return super().save_model(request, obj, form, change)
        columns = {field.name for field in Department._meta.concrete_fields}
        obj.save(update_fields=[*(set(form.changed_data) & columns), "sort_key"])

    def get_urls(self):
        page = path(
            "indlaes/", self.admin_site.admin_view(self.import_page), name="initiatives_department_import"
        )
        return [page, *super().get_urls()]

    def import_page(self, request: HttpRequest) -> HttpResponse:
        return import_page(self, request)


@admin.register(HousingOrganisation)
class HousingOrganisationAdmin(Desk):
    intro = _("AAB selv og de boligorganisationer, AAB arbejder sammen med.")
    list_display = ["name", "is_own", "number_of_departments"]
    search_fields = ["name"]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(number_of_departments=Count("departments"))

    @admin.display(description=_("afdelinger"), ordering="number_of_departments")
    def number_of_departments(self, organisation: HousingOrganisation) -> int:
        return organisation.number_of_departments


@admin.register(BoardSeat)
class BoardSeatAdmin(Desk):
    """Every seat on every board. A seat that has been used is ended, not deleted."""

    intro = _(
        "Hvem der sidder i hvilken bestyrelse, og hvor længe. Adgangen følger perioden fra dag til dag."
    )
    list_display = ["person", "department", "office", "from_on", "until_on", "wants_paper", "mail_works"]
    list_filter = [InOffice, "office", "wants_paper"]
    list_select_related = ["person", "department__organisation"]
    search_fields = ["person__name", "person__email", "department__number", "department__name"]
    autocomplete_fields = ["person", "department"]
    ordering = ["department__organisation__name", "department__sort_key", "-from_on"]

    @admin.display(description=_("mails kommer frem"), boolean=True)
    def mail_works(self, seat: BoardSeat) -> bool:
        return not seat.person.mail_comes_back

    def has_delete_permission(self, request, obj=None):
        return False
