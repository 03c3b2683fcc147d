from .advice import AdviceRequest
from .agreements import (
    AgreementFile,
    AgreementParty,
    AgreementState,
    MainAgreement,
    StrategicAgreement,
    SubAgreement,
    Succession,
)
from .amendments import Amendment, ApprovedVersion
from .answers import Explanation, SavedAnswer, Statement
from .areas import FocusArea, FundArea
from .bodies import Body, BodySeat, Deputy, Meeting
from .closing import Closing
from .council import CouncilDecision
from .decisions import Decision, HistoryEntry, PartInRound, Submission
from .department_history import DepartmentEntry
from .departments import BoardSeat, Department, HousingOrganisation
from .evictions import EvictionCalculation, EvictionCount, UnitCost
from .evidence import Evidence, EvidencePoint
from .initiative import EDITABLE, Initiative, Participation, PhysicalLink, Status
from .log_seals import LogSeal
from .packs import MeetingPack, PackedCase
from .partners import TERMS, Partner, PartnerContact, Partnership, ResultContract
from .physical import PhysicalProject, SynergyNote
from .policy import Change, PolicyVersion, Principle, Requirement, RequirementCondition, Strength
from .relook import LookAgain
from .residents import BoardRequest, ResidentDecision
from .route import PlannedStep, RouteCondition, RouteStep
from .stories import JoinRequest, PublicCard, PublishedStory, Story
from .support import SupportService
from .trials import PolicyTrial, PolicyTrialRow
from .volunteering import (
    DisplacementAnswer,
    DisplacementRequest,
    DisplacementReview,
    TargetGroup,
    VolunteerActivity,
    Weekday,
)

__all__ = [
    "EDITABLE",
    "TERMS",
    "AdviceRequest",
    "AgreementFile",
    "AgreementParty",
    "AgreementState",
    "Amendment",
    "ApprovedVersion",
    "BoardRequest",
    "BoardSeat",
    "Body",
    "BodySeat",
    "Change",
    "Closing",
    "CouncilDecision",
    "Decision",
    "Department",
    "DepartmentEntry",
    "Deputy",
    "DisplacementAnswer",
    "DisplacementRequest",
    "DisplacementReview",
    "EvictionCalculation",
    "EvictionCount",
    "Evidence",
    "EvidencePoint",
    "Explanation",
    "FocusArea",
    "FundArea",
    "HistoryEntry",
    "HousingOrganisation",
    "Initiative",
    "JoinRequest",
    "LogSeal",
    "LookAgain",
    "MainAgreement",
    "Meeting",
    "MeetingPack",
    "PackedCase",
    "PartInRound",
    "Participation",
    "Partner",
    "PartnerContact",
    "Partnership",
    "PhysicalLink",
    "PhysicalProject",
    "PlannedStep",
    "PolicyTrial",
    "PolicyTrialRow",
    "PolicyVersion",
    "Principle",
    "PublicCard",
    "PublishedStory",
    "Requirement",
    "RequirementCondition",
    "ResidentDecision",
    "ResultContract",
    "RouteCondition",
    "RouteStep",
    "SavedAnswer",
    "Statement",
    "Status",
    "Story",
    "StrategicAgreement",
    "Strength",
    "SubAgreement",
    "Submission",
    "Succession",
    "SupportService",
    "SynergyNote",
    "TargetGroup",
    "UnitCost",
    "VolunteerActivity",
    "Weekday",
]
