"""Asking the boards how their residents were involved, and keeping what they answer (policy point 1).

A question belongs to a board, not to one member: the first answer closes it for all, also when two press
at once. An answer is never changed; a correction is a new row and the old one is kept beside it.
"""

from .answering import (
    TASK,
    UNDER_WAY,
    AlreadyAnswered,
    Answer,
    answer_for_residents,
    awaits_minutes,
    correct_answer,
    correctable_until,
    minutes_before,
    minutes_of,
    minutes_wanted,
    why_not_answer,
    why_not_correct,
)
from .asking import (
    ask_again,
    ask_boards,
    default_deadline,
    remind,
    remove_department,
    why_not_remind,
)
from .boards import boards_of, mailed, unreachable
from .changes import say_still_fine, send_change
from .entering import ENTRY, Delivery, enter_answer_for_board, entry_id, object_to_entry

__all__ = [
    "ENTRY",
    "TASK",
    "UNDER_WAY",
    "AlreadyAnswered",
    "Answer",
    "Delivery",
    "answer_for_residents",
    "ask_again",
    "ask_boards",
    "awaits_minutes",
    "boards_of",
    "correct_answer",
    "correctable_until",
    "default_deadline",
    "enter_answer_for_board",
    "entry_id",
    "mailed",
    "minutes_before",
    "minutes_of",
    "minutes_wanted",
    "object_to_entry",
    "remind",
    "remove_department",
    "say_still_fine",
    "send_change",
    "unreachable",
    "why_not_answer",
    "why_not_correct",
    "why_not_remind",
]
