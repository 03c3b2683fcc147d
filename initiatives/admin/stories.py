"""The desk of stories: what was written, and what everybody reads. Publishing happens in the portal."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from initiatives.models import PublishedStory, Story

from .desk import ReadingDesk


@admin.register(Story)
class StoryAdmin(ReadingDesk):
    intro = _("Historier, som bestyrelserne har skrevet. De bliver set igennem og udgivet i portalen.")
    list_display = ["title", "department", "state", "written_by", "changed_at"]
    list_filter = ["state", "area"]
    list_select_related = ["department__organisation", "written_by"]
    search_fields = ["title", "department__number"]


@admin.register(PublishedStory)
class PublishedStoryAdmin(ReadingDesk):
    intro = _("Det, alle kan læse, og det, der har kunnet læses.")
    list_display = ["title", "department", "published_at", "published_by", "replaced_at", "taken_down_at"]
    list_filter = ["published_at", "area"]
    list_select_related = ["department__organisation", "published_by"]
    search_fields = ["title", "department__number"]
