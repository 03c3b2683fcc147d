"""What is written about a person who can log in, and what follows from it."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db import transaction

from accounts import mails
from accounts.models import User


def choose_language(*, person: User, language: str, by: User) -> None:
    """Keep the language in which `person` wants pages and mails. It is theirs alone to choose."""
    if by != person:
        raise PermissionError("A person's language is chosen by that person.")
    person.language = language
    person.save(update_fields=["language"])


@transaction.atomic
def save_person(*, person: User, by: User) -> None:
    """Keep what an administrator wrote about a person, and what follows from it.

    Whoever becomes staff gets a mail with a link to choose a password; whoever is no longer staff
    loses it. Both end the sessions that are open, because a session begun by a code must not
    become a session of staff. An administrator may do everything in the administration: there is
    one such role, so Django's two words for it always agree.
    """
    before = User.objects.select_for_update().filter(pk=person.pk).first()
    person.email = person.email.lower()
    person.is_superuser = person.is_staff
    changed_sides = before is None or before.uses_password != person.uses_password
    if changed_sides:
        person.set_unusable_password()
    person.save()
    if changed_sides and person.uses_password:
        mails.send_password_link(person, by=by, welcome=True)


@transaction.atomic
def remove_second_factor(*, person: User, by: User) -> bool:
    """Let a person who lost the phone log in with the password alone. False when there was nothing to remove."""
    removed, _per_model = Authenticator.objects.filter(user=person).delete()
    if removed:
        mails.tell_about_security(person, "totp_deactivated", by=by)
    return bool(removed)
