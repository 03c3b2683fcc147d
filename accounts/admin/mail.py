"""The desk "Mails sendt": every mail with its state and reason, and those that wait for a person."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts import outbox
from accounts.models import MailDecision, MailStatus, OutgoingMail
from accounts.outbox.words import explain
from accounts.templatetags.portal import day

# What a person may decide, on mails in which state, by which function.
DECISIONS: dict[str, tuple[MailStatus, Callable[..., int]]] = {
    MailDecision.ARRIVED: (MailStatus.UNKNOWN, outbox.arrived),
    MailDecision.SEND_AGAIN: (MailStatus.UNKNOWN, outbox.send_again),
    MailDecision.TRY_AGAIN: (MailStatus.FAILED, outbox.try_again),
}


class KindFilter(admin.SimpleListFilter):
    """Kinds by the names people know, those of the composition."""

    title = _("slags")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return sorted(
            ((key, str(kind.label)) for key, kind in outbox.mail_kinds().items()), key=lambda kind: kind[1]
        )

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(kind=self.value()) if self.value() else queryset


class CameBackFilter(admin.SimpleListFilter):
    """Mails that the server took and sent back, or refused for the address."""

    title = _("kom retur")
    parameter_name = "retur"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("ja", gettext("Ja"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(returned__isnull=False) if self.value() == "ja" else queryset


@admin.register(OutgoingMail)
class OutgoingMailAdmin(admin.ModelAdmin):
    """Can be read, and what got stuck can be decided; nothing here writes or deletes a mail."""

    list_display = [
        "kind_label",
        "recipient",
        "status",
        "problem",
        "came_back",
        "due_at",
        "sent_at",
        "subject",
    ]
    list_display_links = ["kind_label"]
    list_filter = ["status", "urgency", KindFilter, CameBackFilter]
    list_select_related = ["recipient", "returned"]
    list_per_page = 50
    search_fields = ["recipient__name", "recipient__email", "subject", "message_id"]
    search_help_text = _("Søg efter navn, mailadresse eller emne")
    ordering = ["-due_at", "-pk"]
    show_full_result_count = False
    actions = ["mark_arrived", "mark_send_again", "mark_try_again"]
    change_form_template = "admin/accounts/outgoingmail/change_form.html"
    fieldsets = [
        (None, {"fields": ["kind_label", "recipient", "status", "problem", "came_back", "cancelled_reason"]}),
        (_("Tekst"), {"fields": ["subject", "text"]}),
        (_("Hvornår"), {"fields": ["queued_at", "queued_by", "due_at", "attempts", "next_attempt_at", "sent_at"]}),
        (_("Afgørelse"), {"fields": ["decision", "decided_by", "decided_at"]}),
        (
            _("Teknisk"),
            {
                "classes": ["collapse"],
                "fields": [
                    "message_id", "about_type", "about_id", "occurrence", "urgency", "policy", "last_error",
                    "bundled_into", "counted_on", "resent_at",
                ],
            },
        ),
    ]  # fmt: skip

    def get_readonly_fields(self, request: HttpRequest, obj: OutgoingMail | None = None) -> list[str]:
        return [name for _title, options in self.fieldsets for name in options["fields"]]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: OutgoingMail | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: OutgoingMail | None = None) -> bool:
        return False

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("accounts.change_outgoingmail")

    @admin.display(description=_("slags"), ordering="kind")
    def kind_label(self, mail: OutgoingMail) -> str:
        kind = outbox.mail_kinds().get(mail.kind)
        return str(kind.label) if kind else mail.kind

    @admin.display(description=_("hvad gik galt"))
    def problem(self, mail: OutgoingMail) -> str:
        return str(explain(mail.last_error))

    @admin.display(description=_("kom retur"))
    def came_back(self, mail: OutgoingMail) -> str:
        returned = getattr(mail, "returned", None)
        if returned is None:
            return ""
        return gettext("%(day)s (%(code)s)") % {"day": day(returned.at), "code": returned.code}

    @admin.action(description=_("Den kom frem"), permissions=["decide"])
    def mark_arrived(self, request: HttpRequest, chosen: QuerySet[OutgoingMail]) -> None:
        self._decide(request, chosen, MailDecision.ARRIVED)

    @admin.action(description=_("Send igen"), permissions=["decide"])
    def mark_send_again(self, request: HttpRequest, chosen: QuerySet[OutgoingMail]) -> None:
        self._decide(request, chosen, MailDecision.SEND_AGAIN)

    @admin.action(description=_("Prøv igen"), permissions=["decide"])
    def mark_try_again(self, request: HttpRequest, chosen: QuerySet[OutgoingMail]) -> None:
        self._decide(request, chosen, MailDecision.TRY_AGAIN)

    def get_urls(self) -> list:
        decide = self.admin_site.admin_view(require_POST(self.decide_view))
        return [path("<int:pk>/afgoer/", decide, name="accounts_outgoingmail_decide"), *super().get_urls()]

    def decide_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The buttons of one mail's page."""
        if not self.has_decide_permission(request):
            raise PermissionDenied
        mail = get_object_or_404(OutgoingMail, pk=pk)
        for decision in DECISIONS:
            if decision in request.POST:
                self._decide(request, OutgoingMail.objects.filter(pk=mail.pk), decision)
        return redirect(reverse("admin:accounts_outgoingmail_change", args=[pk]))

    def change_view(self, request, object_id, form_url="", extra_context=None) -> HttpResponse:
        mail = self.get_object(request, object_id)
        may = mail is not None and self.has_decide_permission(request)
        decisions = [
            {"value": decision, "label": MailDecision(decision).label}
            for decision, (status, _function) in DECISIONS.items()
            if may and mail.status == status
        ]
        return super().change_view(
            request, object_id, form_url, {**(extra_context or {}), "decisions": decisions}
        )

    def _decide(self, request: HttpRequest, chosen: QuerySet[OutgoingMail], decision: str) -> None:
        status, function = DECISIONS[decision]
        changed = 0
        for mail in chosen.filter(status=status):
            if rows := function(mail, by=request.user):
                self.log_change(request, mail, str(MailDecision(decision).label))
                changed += rows
        if changed:
            words = ngettext("%(n)d mail er rettet.", "%(n)d mails er rettet.", changed) % {"n": changed}
            self.message_user(request, words, messages.SUCCESS)
        else:
            nothing = gettext("Ingen mail er rettet. Det passer kun på mails med status: %(status)s.")
            self.message_user(request, nothing % {"status": status.label}, messages.WARNING)
