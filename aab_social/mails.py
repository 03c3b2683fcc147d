"""Every kind of mail the portal sends, under its stable key."""

MAIL_KINDS: dict = {}
