"""The calendar feed: a person's own secret address, and how often each date in it has changed."""

from __future__ import annotations

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

_signer = Signer(salt="accounts.calendar", sep=".")


class CalendarLinkQuerySet(models.QuerySet):
    def open(self) -> CalendarLinkQuerySet:
        return self.filter(revoked_at__isnull=True)

    def for_token(self, token: str) -> CalendarLink | None:
        """The link behind an address, also a stopped one; None when the address was not made by this portal."""
        try:
            key = _signer.unsign(token)
        except BadSignature:
            return None
        return (
            self.select_related("person").filter(pk=key).first() if key.isascii() and key.isdigit() else None
        )


class CalendarLink(models.Model):
    """The address under which a calendar program fetches one person's dates (kalenderlink), until it is stopped.

    The address holds the row's number and a signature made with SECRET_KEY: nothing secret is stored. A person
    has one at a time; a new one stops the old.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_links", verbose_name=_("person")
    )
    created_at = models.DateTimeField(_("oprettet"), default=timezone.now)
    revoked_at = models.DateTimeField(_("stoppet"), null=True, blank=True)

    objects = CalendarLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("kalenderlink")
        verbose_name_plural = _("kalenderlinks")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(revoked_at__isnull=True),
                name="calendar_link_open_once",
                violation_error_message=_("Personen har allerede et link til sin kalender."),
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | Q(revoked_at__gte=F("created_at")),
                name="calendar_link_revoked_after_created",
                violation_error_message=_("Et link kan ikke være stoppet, før det blev lavet."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.created_at:%d.%m.%Y}"

    @property
    def path(self) -> str:
        return reverse("calendar_feed", args=[_signer.sign(str(self.pk))])


class CalendarEntry(models.Model):
    """What a date in the feed said last, so that calendar programs are told when it has changed.

    `key` is the stable name of the date, `fingerprint` a digest of its day and title, `sequence` how often
    either has changed (RFC 5545, 3.8.7.4). The job `remember_dates` keeps it; reading a feed writes nothing.
    """

    key = models.CharField(_("dato"), max_length=80, unique=True)
    fingerprint = models.CharField(max_length=64)
    sequence = models.PositiveIntegerField(_("ændret så mange gange"), default=0)
    changed_at = models.DateTimeField(_("ændret"), default=timezone.now)
    last_on = models.DateField(_("sidste dag"))

    class Meta:
        verbose_name = _("dato i kalenderen")
        verbose_name_plural = _("datoer i kalenderen")
        constraints = [
            models.CheckConstraint(
                condition=~Q(key="") & ~Q(fingerprint=""),
                name="calendar_entry_says_what_it_is",
                violation_error_message=_("En dato i kalenderen skal have et navn og et indhold."),
            ),
        ]

    def __str__(self) -> str:
        return self.key
