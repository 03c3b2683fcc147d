from .criteria import Measurement, SuccessCriterion
from .evaluations import Evaluation, EvaluationPlan

__all__ = ["Evaluation", "EvaluationPlan", "Measurement", "SuccessCriterion"]
