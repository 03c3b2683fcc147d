"""Comparing a fact of a case with what a condition of the policy or of the approval route says."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from .models import RequirementCondition


def condition_holds(value: Any, condition: RequirementCondition) -> bool:
    """Compare a fact's value with a condition. Raises ValueError when the two do not fit together."""
    operator = RequirementCondition.Operator
    match condition.operator:
        case operator.IS_TRUE:
            return bool(value)
        case operator.IS_FALSE:
            return not value
        case operator.CONTAINS:
            return condition.value in value
        case operator.ABOVE:
            return _number(value) > _number(condition.value)
        case operator.AT_LEAST:
            return _number(value) >= _number(condition.value)
        case operator.AT_MOST:
            return _number(value) <= _number(condition.value)
    raise ValueError(f"Unknown operator {condition.operator!r}")


def _number(value: Any) -> Decimal:
    try:
        return Decimal(str(value))
    except InvalidOperation as error:
        raise ValueError(f"{value!r} is not a number") from error
