"""The log of what administrators have done, to be looked at."""

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.utils.translation import gettext_lazy as _

from initiatives.admin.desk import ReadingDesk


@admin.register(LogEntry)
class LogEntryAdmin(ReadingDesk):
    intro = _("Hvad administratorer har rettet her. Ingen kan rette eller slette i loggen.")
    list_display = ["action_time", "user", "content_type", "object_repr", "action_flag", "what"]
    list_filter = ["action_flag", "content_type"]
    list_select_related = ["user", "content_type"]
    search_fields = ["object_repr", "user__name"]
    date_hierarchy = "action_time"
    fields = ["action_time", "user", "content_type", "object_repr", "action_flag", "what"]

    @admin.display(description=_("hvad"))
    def what(self, entry: LogEntry) -> str:
        return entry.get_change_message()
