"""A request for a code to log in with."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.crypto import get_random_string, salted_hmac
from django.utils.translation import gettext_lazy as _


def new_nonce() -> str:
    return get_random_string(32)


class LoginCode(models.Model):
    """Somebody asked for a code at `asked_at`, in one browser, and gets five tries in 15 minutes.

    A row is made for every request, also when the address is unknown, belongs to staff or is
    closed: then `person` is empty and no code can fit. So the page cannot tell whom we know.
    """

    LIFETIME = dt.timedelta(minutes=15)
    MAX_TRIES = 5

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        related_name="login_codes",
        verbose_name=_("person"),
    )
    nonce = models.CharField(max_length=32, default=new_nonce, editable=False)
    asked_at = models.DateTimeField(_("bedt om"), default=timezone.now)
    tries = models.PositiveSmallIntegerField(_("antal forsøg"), default=0)
    used_at = models.DateTimeField(_("brugt"), null=True)

    class Meta:
        verbose_name = _("kode til log ind")
        verbose_name_plural = _("koder til log ind")
        ordering = ["-asked_at"]
        indexes = [models.Index(fields=["asked_at"], name="login_code_asked_at")]

    def __str__(self) -> str:
        return f"{self.asked_at:%d.%m.%Y %H.%M}"

    @property
    def digits(self) -> str:
        """The six digits, "418207": worked out from the row and SECRET_KEY, the same each time.

        They are not stored, not even scrambled (a million tries is nothing), so a copy of the
        database opens no door.
        """
        mac = salted_hmac("accounts.login_code", f"{self.pk}:{self.nonce}", algorithm="sha256")
        return f"{int.from_bytes(mac.digest()[:8], 'big') % 1_000_000:06d}"

    def works_at(self, now: dt.datetime) -> bool:
        return self.used_at is None and now < self.asked_at + self.LIFETIME
