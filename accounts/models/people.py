"""The people who log in: staff of AAB, members of department boards, administrators."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Employment(models.TextChoices):
    """What a person is employed to do at AAB; blank for elected residents, who are no employees.

    A board seat or a seat in a deciding body is never stored here: those have terms of office
    and are rows of their own, so that access ends with the term.
    """

    CONSULTANT = "consultant", _("Boligsocial konsulent")
    LEADER = "leader", _("Boligsocial leder")
    FINANCE = "finance", _("Økonomimedarbejder")


class UserManager(BaseUserManager):
    def create_user(self, email: str, password: str | None = None, **extra) -> "User":
        """Add a person. Without a password (boards) the account can only be opened by an e-mailed code."""
        user = self.model(email=self.normalize_email(email).lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str, **extra) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **extra)

    def get_by_natural_key(self, username: str) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person with a log-in, known by an e-mail address.

    `employment` opens the staff side of the portal; `is_staff` (Django's word) opens the
    administration. Board members have neither and no password.
    """

    email = models.EmailField(_("mailadresse"), unique=True)
    name = models.CharField(_("navn"), max_length=120)
    phone = models.CharField(_("telefon"), max_length=30, blank=True)
    language = models.CharField(
        _("sprog"), max_length=2, choices=[("da", "Dansk"), ("en", "English")], default="da"
    )
    employment = models.CharField(_("ansat som"), max_length=20, choices=Employment, blank=True)
    is_active = models.BooleanField(_("kan logge ind"), default=True)
    is_staff = models.BooleanField(_("administrator"), default=False)
    mails_paused_until = models.DateField(_("ferie fra mails til"), null=True, blank=True)
    # The address from which mails came back. Another address is another matter: it heals by being corrected.
    returned_address = models.EmailField(_("mails kommer retur fra"), blank=True, editable=False)
    returned_at = models.DateTimeField(_("kom retur"), null=True, blank=True, editable=False)
    joined_at = models.DateTimeField(_("oprettet"), default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("bruger")
        verbose_name_plural = _("brugere")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_once",
                violation_error_message=_("Der er allerede en bruger med den mailadresse."),
            ),
            # A password that can be used starts with the name of its algorithm, an unusable one with "!".
            models.CheckConstraint(
                condition=~Q(employment="")
                | Q(is_staff=True)
                | Q(password="")
                | Q(("password__startswith", "!")),
                name="user_without_employment_has_no_password",
                violation_error_message=_("Kun ansatte og administratorer kan have en adgangskode."),
            ),
            models.CheckConstraint(
                condition=Q(returned_address="", returned_at__isnull=True)
                | ~Q(returned_address="") & Q(returned_at__isnull=False),
                name="user_returned_address_has_a_time",
                violation_error_message=_("Skriv både adressen, og hvornår mailen kom retur."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_employee(self) -> bool:
        """True for everyone employed by AAB, whatever the job."""
        return self.is_active and bool(self.employment)

    @property
    def uses_password(self) -> bool:
        """True for staff and administrators: they log in by password, and never by a code alone.

        Everyone else (boards, elected deciders) logs in by a mailed code and never has a password.
        """
        return bool(self.employment) or self.is_staff

    @property
    def mail_comes_back(self) -> bool:
        """True when the last mails to the address the person has now came back."""
        return bool(self.returned_address) and self.returned_address == self.email.lower()

    @property
    def first_name(self) -> str:
        """The name a mail greets with: "Hej Karen"."""
        return self.name.split(" ")[0] if self.name else ""

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.first_name
