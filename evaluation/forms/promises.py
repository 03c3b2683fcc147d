"""Which of the initiative's goals each agreement promises."""

from __future__ import annotations

from accounts.forms.base import PortalForm
from accounts.forms.fields import MultiChoiceBoxField
from evaluation.promising import Promise
from evaluation.results import Goal


class PromisesForm(PortalForm):
    """One question for each agreement, with all the goals to choose among."""

    def __init__(self, *args, promises: list[Promise], goals: list[Goal], **kwargs):
        super().__init__(*args, **kwargs)
        for one in promises:
            self.fields[one.key] = MultiChoiceBoxField(
                label=one.name,
                choices=[(goal.criterion.pk, f"{goal.name}. {goal.sentence}") for goal in goals],
                coerce=int,
                required=False,
                initial=[goal.criterion.pk for goal in one.goals],
            )
