from .afterwards import Continuation, FollowUp, PilotPlan
from .criteria import ComparisonFigure, SuccessCriterion
from .evaluations import Evaluation, EvaluationPlan
from .invitations import Invitation
from .lessons import Lesson
from .measurements import Measurement
from .promises import PromisedResult

__all__ = [
    "ComparisonFigure",
    "Continuation",
    "Evaluation",
    "EvaluationPlan",
    "FollowUp",
    "Invitation",
    "Lesson",
    "Measurement",
    "PilotPlan",
    "PromisedResult",
    "SuccessCriterion",
]
