from .budget import BudgetBasis, BudgetLine, BudgetVersion, Figures, FundingLine, PaidAs
from .ledger import ClosingAccount, Commitment, ImportBatch, MoneyEntry, YearFrame
from .source_dates import SourceDate
from .sources import ApplicationDeadline, FundingGuideline, FundingSource

__all__ = [
    "ApplicationDeadline",
    "BudgetBasis",
    "BudgetLine",
    "BudgetVersion",
    "ClosingAccount",
    "Commitment",
    "Figures",
    "FundingGuideline",
    "FundingLine",
    "FundingSource",
    "ImportBatch",
    "MoneyEntry",
    "PaidAs",
    "SourceDate",
    "YearFrame",
]
