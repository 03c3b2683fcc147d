"""Every kind of task a link in a mail can open, under its stable key."""

TASK_KINDS: dict = {}
