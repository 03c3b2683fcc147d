"""The mails of log-in: the code, the link to a new password, and what changed in somebody's account."""

from __future__ import annotations

from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import LoginCode, OutgoingMail, User, WhenUnknown
from accounts.outbox import Cancel, Letter, MailKind, queue

# What a mail is called, and what it says, by the name allauth gives the event.
SECURITY_EVENTS = {
    "password_changed": _("Din adgangskode er ændret"),
    "password_reset": _("Din adgangskode er ændret"),
    "totp_activated": _("Totrinslogin er slået til"),
    "totp_deactivated": _("Totrinslogin er slået fra"),
    "recovery_codes_generated": _("Du har fået nye nødkoder"),
}


def send_code(code: LoginCode) -> None:
    """Queue the mail with the six digits (M11)."""
    queue("login_code", to=code.person, about=code, occurrence="asked")


def send_way_in(person: User, code: LoginCode) -> None:
    """Queue the mail for staff who asked for a code: they log in with a password."""
    queue("login_way_in", to=person, about=code, occurrence="asked")


def send_password_link(person: User, *, by: User | None = None, welcome: bool = False) -> None:
    """Queue the mail in which staff choose a password. `welcome` is for somebody who never had one."""
    queue(
        "password_link",
        to=person,
        about=person,
        occurrence=timezone.now().isoformat(),
        by=by,
        data={"welcome": True} if welcome else None,
    )


def tell_about_security(person: User, event: str, *, by: User | None = None) -> None:
    """Queue the mail that tells a person what changed in the account. Raises LookupError if unknown."""
    SECURITY_EVENTS[event]
    queue(
        "security",
        to=person,
        about=person,
        occurrence=timezone.now().isoformat(),
        by=by,
        data={"event": event},
    )


def prepare_code(mail: OutgoingMail) -> Letter | Cancel:
    code = mail.about()
    if code is None or not code.works_at(timezone.now()):
        return Cancel(_("Koden virker ikke længere."))
    if not mail.recipient.is_active or mail.recipient.uses_password:
        return Cancel(_("Personen logger ikke ind med kode."))
    return Letter(
        subject=gettext("%(code)s er din kode") % {"code": f"{code.digits[:3]} {code.digits[3:]}"},
        lines_before=[
            gettext(
                "Din kode er %(code)s. Skriv den på siden, hvor du er ved at logge ind. Koden virker i 15 minutter."
            )
            % {"code": f"{code.digits[:3]} {code.digits[3:]}"},
            gettext(
                "Har du ikke bedt om en kode? Så skal du ikke gøre noget. Ingen kan logge ind uden koden."
            ),
        ],
        why=_asked_for(),
    )


def prepare_way_in(mail: OutgoingMail) -> Letter | Cancel:
    if not mail.recipient.is_active or not mail.recipient.uses_password:
        return Cancel(_("Personen logger ikke ind med adgangskode."))
    return Letter(
        subject=gettext("Log ind med din adgangskode"),
        lines_before=[
            gettext("Du har bedt om en kode til at logge ind."),
            gettext("Du er ansat i AAB. Derfor logger du ind med din mail og din adgangskode."),
        ],
        button_label=gettext("Log ind"),
        button_path=reverse("login_password"),
        lines_after=[
            gettext("Har du glemt din adgangskode? Så kan du få en ny på samme side."),
            gettext("Har du ikke bedt om en kode? Så skal du ikke gøre noget."),
        ],
        why=_asked_for(),
    )


def prepare_password_link(mail: OutgoingMail) -> Letter | Cancel:
    person = mail.recipient
    if not person.is_active or not person.uses_password:
        return Cancel(_("Personen logger ikke ind med adgangskode."))
    path = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)},
    )
    hours = gettext("Linket virker i %(hours)d timer og kun én gang.") % {
        "hours": settings.PASSWORD_RESET_TIMEOUT // 3600
    }
    if mail.data.get("welcome"):
        return Letter(
            subject=gettext("Velkommen. Vælg din adgangskode"),
            lines_before=[
                gettext("Du kan nu bruge Sociale indsatser i AAB."),
                gettext("Vælg en adgangskode, før du logger ind første gang."),
            ],
            button_label=gettext("Vælg adgangskode"),
            button_path=path,
            lines_after=[
                hours,
                gettext('Er linket for gammelt? Tryk på "Få en ny adgangskode", når du logger ind.'),
            ],
            why=gettext("Du får mailen, fordi du er ansat i AAB."),
        )
    return Letter(
        subject=gettext("Vælg en ny adgangskode"),
        lines_before=[gettext("Du har bedt om en ny adgangskode til Sociale indsatser i AAB.")],
        button_label=gettext("Vælg ny adgangskode"),
        button_path=path,
        lines_after=[
            hours,
            gettext(
                "Har du ikke bedt om det? Så skal du ikke gøre noget. Din adgangskode er den samme som før."
            ),
        ],
        why=_asked_for(),
    )


def prepare_security(mail: OutgoingMail) -> Letter | Cancel:
    event = SECURITY_EVENTS[mail.data["event"]]
    return Letter(
        subject=str(event),
        lines_before=[
            gettext("%(event)s i Sociale indsatser i AAB.") % {"event": event},
            gettext("Var det dig? Så skal du ikke gøre mere."),
            gettext("Var det ikke dig? Ring til os med det samme på %(phone)s.")
            % {"phone": settings.AAB_CONTACT_PHONE},
        ],
        button_label=gettext("Se, hvordan du logger ind"),
        button_path=reverse("my_page"),
        why=gettext("Du får mailen, fordi du kan logge ind i Sociale indsatser i AAB."),
    )


def _asked_for() -> str:
    return gettext("Du får mailen, fordi din mailadresse blev skrevet på siden Log ind.")


# A code or a link that opens the door is never kept, and sent again at most once if the line broke:
# it is the same code, and nobody minds having it twice.
KINDS = {
    "login_code": MailKind(prepare_code, label=_("Kode"), policy=WhenUnknown.RESEND, keep_text=False),
    "login_way_in": MailKind(prepare_way_in, label=_("Log ind med adgangskode"), policy=WhenUnknown.RESEND),
    "password_link": MailKind(
        prepare_password_link, label=_("Link til adgangskode"), policy=WhenUnknown.RESEND, keep_text=False
    ),
    "security": MailKind(prepare_security, label=_("Ændring i log ind"), policy=WhenUnknown.RESEND),
}
