"""The administration's desks for people."""

from . import people

__all__ = ["people"]
