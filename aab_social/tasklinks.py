"""Every kind of task a link in a mail can open, under its stable key.

An app describes a task with `TaskKind(describe)`, where `describe(link)` gives a `TaskCard` or, when the thing is
gone, None. See accounts/tasklinks.py.
"""

from accounts.tasklinks import TaskKind
from evaluation import tasklink as evaluation
from initiatives import tasklink as initiatives

TASK_KINDS: dict[str, TaskKind] = {
    **initiatives.KINDS,
    **evaluation.KINDS,
}
