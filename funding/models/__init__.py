from .budget import BudgetLine, FundingLine
from .sources import FundingGuideline, FundingSource

__all__ = ["BudgetLine", "FundingGuideline", "FundingLine", "FundingSource"]
