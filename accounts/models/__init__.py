from .people import Employment, User, UserManager

__all__ = ["Employment", "User", "UserManager"]
