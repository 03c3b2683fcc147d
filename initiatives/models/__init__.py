from .answers import Evidence, Explanation, SavedAnswer, Statement
from .areas import FocusArea, FundArea
from .bodies import Body, BodySeat, Meeting
from .decisions import Decision, HistoryEntry, Submission
from .departments import BoardSeat, Department, HousingOrganisation
from .initiative import EDITABLE, Initiative, Participation, PhysicalLink, Status
from .partners import Partner, Partnership, ResultContract
from .physical import PhysicalProject
from .policy import PolicyVersion, Principle, Requirement, RequirementCondition, Strength
from .residents import BoardRequest, ResidentDecision
from .volunteering import DisplacementAnswer, DisplacementReview, VolunteerActivity

__all__ = [
    "EDITABLE",
    "BoardRequest",
    "BoardSeat",
    "Body",
    "BodySeat",
    "Decision",
    "Department",
    "DisplacementAnswer",
    "DisplacementReview",
    "Evidence",
    "Explanation",
    "FocusArea",
    "FundArea",
    "HistoryEntry",
    "HousingOrganisation",
    "Initiative",
    "Meeting",
    "Participation",
    "Partner",
    "Partnership",
    "PhysicalLink",
    "PhysicalProject",
    "PolicyVersion",
    "Principle",
    "Requirement",
    "RequirementCondition",
    "ResidentDecision",
    "ResultContract",
    "SavedAnswer",
    "Statement",
    "Status",
    "Strength",
    "Submission",
    "VolunteerActivity",
]
