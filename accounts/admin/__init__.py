"""The administration's desks for people and for the mails they get."""

from . import mail, people

__all__ = ["mail", "people"]
