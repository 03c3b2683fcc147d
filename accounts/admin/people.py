"""The desk "Brugere": who can log in, and as what. Seats with a term are kept at their department or body."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Exists, F, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts import mails, people
from accounts.cpr import refuse_personal_numbers
from accounts.models import User
from accounts.outbox import returns


class PersonForm(forms.ModelForm):
    """What an administrator writes about a person. There is no password here: staff choose their own by mail."""

    class Meta:
        model = User
        fields = ["name", "email", "phone", "language", "employment", "is_staff", "is_active"]
        help_texts = {
            "email": _("Personen logger ind med denne mail."),
            "phone": _("Vises for kolleger og bestyrelser, når personen er ansvarlig for en indsats."),
            "employment": _(
                "Lad feltet stå tomt for medlemmer af bestyrelser. De logger ind med en kode på mail. "
                "En ansat får en mail med et link til at vælge adgangskode."
            ),
            "is_staff": _("Kan rette alt her i administrationen og logger ind med adgangskode."),
            "is_active": _(
                "Fjern fluebenet, når personen ikke længere skal kunne logge ind. Adgangen lukker straks."
            ),
        }
        error_messages = {
            "name": {"required": _("Skriv personens navn")},
            "email": {
                "required": _("Skriv personens mailadresse"),
                "invalid": _("Skriv en mailadresse, for eksempel navn@mail.dk"),
            },
        }

    def clean_email(self) -> str:
        address = self.cleaned_data["email"].lower()
        # Said here once; otherwise the column and the constraint would both say it.
        if User.objects.exclude(pk=self.instance.pk).filter(email__iexact=address).exists():
            raise ValidationError(_("Der er allerede en bruger med den mailadresse."))
        return address

    def clean(self) -> dict:
        answers = super().clean()
        if self.instance == self.own_user and not (answers.get("is_staff") and answers.get("is_active")):
            raise ValidationError(_("Du kan ikke lukke din egen adgang. Bed en anden administrator om det."))
        return answers

    own_user: User | None = None  # who is writing; set by the desk


class MailsComeBack(admin.SimpleListFilter):
    """People whose mails come back, at the address they have now."""

    title = _("mails kommer retur")
    parameter_name = "retur"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("ja", gettext("Ja"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        if self.value() != "ja":
            return queryset
        return queryset.exclude(returned_address="").filter(email__iexact=F("returned_address"))


@admin.register(User)
class PersonAdmin(admin.ModelAdmin):
    """People are closed, never deleted: what they decided keeps their name."""

    form = PersonForm
    list_display = [
        "name",
        "email",
        "employment",
        "is_staff",
        "second_factor",
        "is_active",
        "mail_works",
        "last_login",
    ]
    list_filter = ["is_active", MailsComeBack, "employment", "is_staff"]
    search_fields = ["name", "email"]
    ordering = ["name"]
    readonly_fields = [
        "second_factor",
        "last_login",
        "joined_at",
        "mail_works",
        "returned_at",
        "mails_paused_until",
    ]
    fieldsets = [
        (None, {"fields": ["name", "email", "phone", "language"]}),
        (_("Mails"), {"fields": ["mail_works", "returned_at", "mails_paused_until"]}),
        (_("Adgang"), {"fields": ["employment", "is_staff", "is_active"]}),
        (_("Log ind"), {"fields": ["second_factor", "last_login", "joined_at"]}),
    ]
    actions = ["send_password_link", "close_access", "open_access", "remove_second_factor", "mark_mail_works"]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field, forms.CharField):
            field.validators.append(refuse_personal_numbers)
        return field

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        factors = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
        return super().get_queryset(request).annotate(has_second_factor=Exists(factors))

    @admin.display(description=_("totrinslogin"), boolean=True)
    def second_factor(self, person: User) -> bool:
        return getattr(person, "has_second_factor", False)

    @admin.display(description=_("mails kommer frem"), boolean=True)
    def mail_works(self, person: User) -> bool:
        return not person.mail_comes_back

    @admin.action(description=_("Mailadressen virker igen"))
    def mark_mail_works(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        mended = [person for person in chosen if returns.works_again(person, by=request.user)]
        for person in mended:
            self.log_change(request, person, gettext("Mailadressen virker igen."))
        self._say(
            request,
            len(mended),
            ngettext("%(n)d person får mails igen.", "%(n)d personer får mails igen.", len(mended)),
            gettext("Ingen af dem har en adresse, som mails kommer retur fra."),
        )

    def get_form(self, request: HttpRequest, obj: User | None = None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.own_user = request.user
        return form

    def save_model(self, request: HttpRequest, obj: User, form: PersonForm, change: bool) -> None:
        people.save_person(person=obj, by=request.user)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    @admin.action(description=_("Send link til ny adgangskode"))
    def send_password_link(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        staff = [person for person in chosen if person.is_active and person.uses_password]
        for person in staff:
            mails.send_password_link(person, by=request.user)
        self._say(
            request,
            len(staff),
            ngettext(
                "%(n)d person får en mail med et link.", "%(n)d personer får en mail med et link.", len(staff)
            ),
            gettext("Kun ansatte og administratorer, der kan logge ind, kan få et link."),
        )

    @admin.action(description=_("Luk adgangen"))
    def close_access(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        closed = 0
        for person in chosen.exclude(pk=request.user.pk).filter(is_active=True):
            person.is_active = False
            people.save_person(person=person, by=request.user)
            self.log_change(request, person, gettext("Lukkede adgangen."))
            closed += 1
        self._say(
            request,
            closed,
            ngettext(
                "%(n)d person kan ikke længere logge ind.",
                "%(n)d personer kan ikke længere logge ind.",
                closed,
            ),
            gettext("Ingen adgang blev lukket. Din egen adgang kan du ikke lukke."),
        )

    @admin.action(description=_("Åbn adgangen igen"))
    def open_access(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        opened = 0
        for person in chosen.filter(is_active=False):
            person.is_active = True
            people.save_person(person=person, by=request.user)
            self.log_change(request, person, gettext("Åbnede adgangen igen."))
            opened += 1
        self._say(
            request,
            opened,
            ngettext("%(n)d person kan logge ind igen.", "%(n)d personer kan logge ind igen.", opened),
            gettext("De valgte personer kan allerede logge ind."),
        )

    @admin.action(description=_("Fjern totrinslogin (mistet telefon)"))
    def remove_second_factor(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        removed = 0
        for person in chosen:
            if people.remove_second_factor(person=person, by=request.user):
                self.log_change(request, person, gettext("Fjernede totrinslogin."))
                removed += 1
        self._say(
            request,
            removed,
            ngettext(
                "%(n)d person har ikke længere totrinslogin.",
                "%(n)d personer har ikke længere totrinslogin.",
                removed,
            ),
            gettext("Ingen af de valgte har totrinslogin."),
        )

    def _say(self, request: HttpRequest, count: int, done: str, nothing: str) -> None:
        """What an action did, or why it did nothing."""
        if count:
            self.message_user(request, done % {"n": count}, messages.SUCCESS)
        else:
            self.message_user(request, nothing, messages.WARNING)
