"""What a person has chosen about mails (L4), and mails that came back."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .mail import OutgoingMail


class When(models.TextChoices):
    """How a person wants mails about one topic."""

    NOW = "now", _("Straks")
    MONDAY = "monday", _("Mandag samlet")
    NO = "no", _("Nej")


class MailChoice(models.Model):
    """One person's choice about one topic of mails (valg af mails). No row means: at once.

    `topic` is the key of a `Topic` in the composition of mails; one that is gone from it matters no more.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="mail_choices", verbose_name=_("person")
    )
    topic = models.CharField(_("emne"), max_length=40)
    when = models.CharField(_("hvornår"), max_length=10, choices=When)

    class Meta:
        verbose_name = _("valg af mails")
        verbose_name_plural = _("valg af mails")
        ordering = ["person", "topic"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "topic"],
                name="mail_choice_once_per_topic",
                violation_error_message=_("Personen har allerede valgt for det emne."),
            ),
            models.CheckConstraint(
                condition=Q(when__in=When.values) & ~Q(topic=""),
                name="mail_choice_is_one_of_three",
                violation_error_message=_("Vælg straks, mandag samlet eller nej."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.topic} {self.when}"


class MailReturn(models.Model):
    """A mail that came back (returmail): the mail server said that the address does not take it.

    `code` is the enhanced status code of RFC 3463 ("5.1.1": no such mailbox) or the reply of SMTP, never the
    server's own words, which tend to repeat the address.
    """

    class Heard(models.TextChoices):
        SERVER = "server", _("da vi sendte den")
        REPORT = "report", _("i en mail bagefter")

    mail = models.OneToOneField(OutgoingMail, models.CASCADE, related_name="returned", verbose_name=_("mail"))
    address = models.EmailField(_("adresse"))
    code = models.CharField(_("kode"), max_length=40)
    heard = models.CharField(_("hørt"), max_length=10, choices=Heard)
    at = models.DateTimeField(_("hvornår"), default=timezone.now)

    class Meta:
        verbose_name = _("returmail")
        verbose_name_plural = _("returmails")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(address="") & ~Q(code="") & Q(heard__in=["server", "report"]),
                name="mail_return_says_why",
                violation_error_message=_("En returmail skal have en adresse og en grund."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.address} {self.code}"
