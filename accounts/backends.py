"""Who can log in with a password: staff and administrators, nobody else."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser


class PasswordBackend(AuthenticationBackend):
    """Checks a password, and finds the person of a session.

    The password of somebody who may not have one is checked like any other and then refused, so
    the answer takes as long. A closed account is answered like a wrong password, not with a page
    of its own as allauth would: that page would confirm the password.
    """

    def _check_password(self, user: AbstractBaseUser | None, password: str) -> AbstractBaseUser | None:
        if user is None:
            return None
        self._did_check_password = True
        fits = user.check_password(password)
        return user if fits and user.uses_password and self.user_can_authenticate(user) else None
