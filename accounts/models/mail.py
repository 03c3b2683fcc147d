"""Every mail the portal sends is a row here first: the row is the truth, the mail server is told later."""

from __future__ import annotations

from datetime import datetime

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class MailStatus(models.TextChoices):
    """Where a mail stands. "Sent" means that the mail server took it, not that anybody has read it."""

    PLANNED = "planned", _("Venter")
    CLAIMED = "claimed", _("Ved at blive skrevet")
    TRANSMITTING = "transmitting", _("Ved at blive sendt")
    SENT = "sent", _("Sendt")
    FAILED = "failed", _("Ikke sendt")
    UNKNOWN = "unknown", _("Vi ved det ikke")
    CANCELLED = "cancelled", _("Ikke længere nødvendig")


class Urgency(models.TextChoices):
    """NOW goes at once. A REMINDER keeps to AAB's hours and to one mail per person and day."""

    NOW = "now", _("Straks")
    REMINDER = "reminder", _("Påmindelse")


class WhenUnknown(models.TextChoices):
    """What to do when the line broke so that nobody can know whether the mail server took the mail."""

    ASK = "ask", _("Spørg et menneske")
    RESEND = "resend", _("Send én gang til")


class MailDecision(models.TextChoices):
    """What a person decided about a mail that got stuck."""

    ARRIVED = "arrived", _("Den kom frem")
    SEND_AGAIN = "send_again", _("Send igen")
    TRY_AGAIN = "try_again", _("Prøv igen")


# The states a sweep looks at; all others are final until a person decides.
LOOKED_AT = [MailStatus.PLANNED, MailStatus.CLAIMED, MailStatus.TRANSMITTING, MailStatus.UNKNOWN]
# The states in which a worker holds the row, known by its token.
HELD = [MailStatus.CLAIMED, MailStatus.TRANSMITTING, MailStatus.UNKNOWN]


class OutgoingMailQuerySet(models.QuerySet):
    def awaiting_a_sweep(self, now: datetime) -> OutgoingMailQuerySet:
        """Rows a sweep must look at: due, dropped by a dead worker, or to be resent by policy."""
        return self.filter(status__in=LOOKED_AT, next_attempt_at__lte=now).exclude(
            Q(status=MailStatus.UNKNOWN) & (Q(policy=WhenUnknown.ASK) | Q(resent_at__isnull=False))
        )

    def takeable(self, now: datetime) -> OutgoingMailQuerySet:
        """Rows a worker may take now: planned and due, or taken by a worker whose lease is over."""
        return self.filter(
            Q(status=MailStatus.PLANNED, next_attempt_at__lte=now)
            | Q(status=MailStatus.CLAIMED, next_attempt_at__lte=now, lease_until__lte=now)
        )

    def awaiting_a_person(self) -> OutgoingMailQuerySet:
        """Rows nobody but a person can settle: unknown under the policy "ask", or failed."""
        return self.filter(status__in=[MailStatus.UNKNOWN, MailStatus.FAILED])

    def about(self, thing: models.Model) -> OutgoingMailQuerySet:
        return self.filter(about_type=thing._meta.label_lower, about_id=thing.pk)


class OutgoingMail(models.Model):
    """One mail to one person about one thing on one occasion: planned once, sent at most once.

    `kind` is a key of the composition `MAIL_KINDS`, which writes the text at the moment of sending.
    `occurrence` is what makes two mails of a kind about one thing two mails: a date or a short key.
    `next_attempt_at` is when a sweep looks at the row next. `bundled_into` is the mail in which this
    reminder went out together with others; `counted_on` is the day on which a reminder used up the
    one reminder mail its recipient may get.
    """

    kind = models.CharField(_("slags"), max_length=60)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        # A person who is erased takes the mails along; erasing is a person's act, never a job's.
        models.CASCADE,
        related_name="mails",
        verbose_name=_("modtager"),
    )
    about_type = models.CharField(_("handler om (slags)"), max_length=80)
    about_id = models.PositiveBigIntegerField(_("handler om (nummer)"))
    occurrence = models.CharField(_("anledning"), max_length=64)
    data = models.JSONField(_("oplysninger til teksten"), default=dict, blank=True)

    message_id = models.CharField(_("Message-ID"), max_length=200, unique=True)
    policy = models.CharField(_("hvis vi ikke ved det"), max_length=10, choices=WhenUnknown)
    urgency = models.CharField(_("hvornår"), max_length=10, choices=Urgency)
    status = models.CharField(_("status"), max_length=15, choices=MailStatus, default=MailStatus.PLANNED)

    # The deadline was set knowing the holidays: goes in quiet periods too, within the hours of a weekday.
    in_quiet_periods = models.BooleanField(_("også i ferien"), default=False)
    held = models.BooleanField(_("venter efter modtagerens ønske"), default=False)
    weekly_on = models.DateField(_("i ugens mail"), null=True, blank=True)

    queued_at = models.DateTimeField(_("lagt i kø"), default=timezone.now)
    queued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("sat i gang af"),
    )  # fmt: skip
    due_at = models.DateTimeField(_("skal sendes"))
    next_attempt_at = models.DateTimeField(_("prøves næste gang"))
    attempts = models.PositiveSmallIntegerField(_("antal forsøg"), default=0)
    first_tried_at = models.DateTimeField(_("prøvet første gang"), null=True, blank=True)
    token = models.CharField(max_length=32, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    resent_at = models.DateTimeField(_("sat til at blive sendt igen"), null=True, blank=True)
    # A code, never the server's own words: those tend to repeat the address.
    last_error = models.CharField(_("fejl"), max_length=80, blank=True)

    sent_at = models.DateTimeField(_("sendt"), null=True, blank=True)
    cancelled_reason = models.CharField(_("hvorfor ikke"), max_length=200, blank=True)
    subject = models.CharField(_("emne"), max_length=200, blank=True)
    text = models.TextField(_("tekst"), blank=True)
    bundled_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="bundled",
        verbose_name=_("sendt sammen med"),
    )  # fmt: skip
    counted_on = models.DateField(_("dagens påmindelse"), null=True, blank=True)

    decision = models.CharField(_("afgjort"), max_length=12, choices=MailDecision, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("afgjort af"),
    )  # fmt: skip
    decided_at = models.DateTimeField(_("afgjort den"), null=True, blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails sendt")
        ordering = ["-due_at", "-pk"]
        indexes = [
            # Rows that are done are never looked through again, however many there are.
            models.Index(
                fields=["next_attempt_at"], condition=Q(status__in=LOOKED_AT), name="mail_awaiting_sweep"
            ),
            models.Index(fields=["about_type", "about_id"], name="mail_about"),
            models.Index(
                fields=["sent_at"], condition=Q(counted_on__isnull=False), name="mail_reminder_sent_at"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "about_type", "about_id", "occurrence", "recipient"],
                name="mail_once_per_occasion",
                violation_error_message=_("Den mail er allerede lagt i kø."),
            ),
            models.UniqueConstraint(
                fields=["recipient", "counted_on"],
                name="one_reminder_mail_a_day",
                violation_error_message=_("Modtageren har allerede fået dagens påmindelse."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="") & ~Q(about_type="") & ~Q(occurrence="") & ~Q(message_id=""),
                name="mail_says_what_it_is",
                violation_error_message=_("En mail skal have slags, emne, anledning og nummer."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=MailStatus.values)
                & Q(urgency__in=Urgency.values)
                & Q(policy__in=WhenUnknown.values),
                name="mail_words_are_known",
                violation_error_message=_("Mailens status, hastighed eller regel findes ikke."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=HELD, lease_until__isnull=False) & ~Q(token="")
                | ~Q(status__in=HELD) & Q(token="", lease_until__isnull=True),
                name="mail_held_by_a_token",
                violation_error_message=_(
                    "En mail, der er ved at blive sendt, skal vide, hvem der sender den."
                ),
            ),
            models.CheckConstraint(
                condition=Q(status=MailStatus.SENT, sent_at__isnull=False)
                | ~Q(status=MailStatus.SENT) & Q(sent_at__isnull=True),
                name="mail_sent_has_a_time",
                violation_error_message=_(
                    "En sendt mail skal have et tidspunkt, og kun en sendt mail må have det."
                ),
            ),
            models.CheckConstraint(
                condition=Q(status=MailStatus.CANCELLED) & ~Q(cancelled_reason="")
                | ~Q(status=MailStatus.CANCELLED) & Q(cancelled_reason=""),
                name="mail_cancelled_has_a_reason",
                violation_error_message=_("Skriv, hvorfor mailen ikke blev sendt."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[MailStatus.FAILED, MailStatus.UNKNOWN]) | ~Q(last_error=""),
                name="mail_stuck_has_an_error",
                violation_error_message=_("Skriv, hvad der gik galt."),
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_by__isnull=True, decided_at__isnull=True)
                | Q(decision__in=MailDecision.values, decided_by__isnull=False, decided_at__isnull=False),
                name="mail_decision_has_by_and_at",
                violation_error_message=_("En afgørelse skal have et navn og et tidspunkt."),
            ),
            models.CheckConstraint(
                condition=Q(bundled_into__isnull=True)
                | Q(urgency=Urgency.REMINDER, counted_on__isnull=True) & ~Q(bundled_into=F("id")),
                name="mail_bundled_is_a_reminder",
                violation_error_message=_("Kun påmindelser sendes samlet, og aldrig i sig selv."),
            ),
            models.CheckConstraint(
                condition=(Q(weekly_on__isnull=True) | Q(held=True))
                & (Q(held=False) | Q(urgency=Urgency.REMINDER)),
                name="mail_held_is_a_reminder",
                violation_error_message=_("Kun påmindelser kan vente efter modtagerens ønske."),
            ),
            models.CheckConstraint(
                condition=Q(counted_on__isnull=True) | Q(urgency=Urgency.REMINDER),
                name="mail_counted_is_a_reminder",
                violation_error_message=_("Kun påmindelser tælles pr. dag."),
            ),
        ]

    def __str__(self) -> str:
        return self.subject or f"{self.kind} {self.occurrence}"

    def about(self) -> models.Model | None:
        """The thing the mail is about, read afresh; None when it is gone."""
        model = apps.get_model(self.about_type)
        return model._default_manager.filter(pk=self.about_id).first()


class Heartbeat(models.Model):
    """A sign of life of something that must not stop in silence, such as the schedule.

    For the mail server, `refused` counts refused connections in a row, and `try_again_at` is when one
    worker may knock again.
    """

    name = models.CharField(_("navn"), max_length=40, unique=True)
    beat_at = models.DateTimeField(_("sidste livstegn"))
    refused = models.PositiveIntegerField(_("afvist i træk"), default=0)
    try_again_at = models.DateTimeField(_("prøves igen"), null=True, blank=True)

    class Meta:
        verbose_name = _("livstegn")
        verbose_name_plural = _("livstegn")
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""),
                name="heartbeat_has_a_name",
                violation_error_message=_("Et livstegn skal have et navn."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
