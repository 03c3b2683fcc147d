"""The links in mails that let a person do one task without logging in."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# "." survives every mail program; the signer's usual ":" does not.
_signer = Signer(salt="accounts.tasklinks", sep=".")


class TaskLinkQuerySet(models.QuerySet):
    def open(self) -> TaskLinkQuerySet:
        """Links nobody has revoked; they may have expired."""
        return self.filter(revoked_at__isnull=True)

    def for_token(self, token: str) -> TaskLink | None:
        """The link behind an address, or None when the address was not made by this portal."""
        try:
            key = _signer.unsign(token)
        except BadSignature:
            return None
        return self.select_related("person").filter(pk=key).first()


class TaskLink(models.Model):
    """Leave for one person to do one task (opgavelink), until a date.

    The address holds the row's number and a signature made with SECRET_KEY: nothing secret is stored,
    and reading the table gives nobody a way in. Opening the address changes nothing, because mail
    scanners open every link; pressing Start does.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="task_links", verbose_name=_("person")
    )
    kind = models.CharField(_("opgave"), max_length=40)
    object_id = models.PositiveBigIntegerField(_("nummer"))
    created_at = models.DateTimeField(_("oprettet"), default=timezone.now)
    expires_on = models.DateField(_("virker til og med"))
    started_at = models.DateTimeField(_("begyndt"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("lukket"), null=True, blank=True)

    objects = TaskLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("opgavelink")
        verbose_name_plural = _("opgavelinks")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "object_id"],
                condition=Q(revoked_at__isnull=True),
                name="task_link_open_once",
                violation_error_message=_("Personen har allerede et link til den opgave."),
            ),
            models.CheckConstraint(
                condition=~Q(kind=""),
                name="task_link_has_a_task",
                violation_error_message=_("Et link skal have en opgave."),
            ),
            models.CheckConstraint(
                condition=Q(started_at__isnull=True) | Q(started_at__gte=F("created_at")),
                name="task_link_started_after_created",
                violation_error_message=_("Et link kan ikke være brugt, før det blev lavet."),
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | Q(revoked_at__gte=F("created_at")),
                name="task_link_revoked_after_created",
                violation_error_message=_("Et link kan ikke være lukket, før det blev lavet."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"

    @property
    def token(self) -> str:
        return _signer.sign(str(self.pk))

    @property
    def path(self) -> str:
        """The address to put in a mail, without host: "/o/12.k3jR…/"."""
        return reverse("task_link", args=[self.token])

    def works_on(self, day: date) -> bool:
        """True until and with the last day, unless it has been revoked. Says nothing about the person."""
        return self.revoked_at is None and day <= self.expires_on
