"""Reading cases: faces are facts and open to all, a page is one reader's, a queue is an office's."""

from korat.blocks.cases.queries.advice import AdviceView, advice_board, advice_for, advice_page, answers
from korat.blocks.cases.queries.bridge import Leaving, leaving, still_there, to_set_out
from korat.blocks.cases.queries.explain import Unexplained, unexplained, without_case
from korat.blocks.cases.queries.faces import (
    FaceFilter,
    case_face,
    face_of_uuid,
    faces,
    lent_cases,
    own_cases,
    reporters_of,
)
from korat.blocks.cases.queries.held import Erasable, Kept, erasable, held_about
from korat.blocks.cases.queries.links import Linked, Suggestion, gathering, gathers, linked_to, suggestions
from korat.blocks.cases.queries.near import Near, duplicates
from korat.blocks.cases.queries.page import case_page, concerns, reporter_by_key
from korat.blocks.cases.queries.photos import photo_bytes, references
from korat.blocks.cases.queries.queue import AUTHORITIES, COUNTED, QueueFilter, crew_queue, queue, waiting
from korat.blocks.cases.queries.shared import reporter_of, shared_cases
from korat.blocks.cases.queries.stays import StayView, returnable, stays_of
from korat.blocks.cases.queries.surges import SurgeView, surge, surge_of, surges
from korat.blocks.cases.queries.under_way import open_by

__all__ = [
    "AUTHORITIES",
    "COUNTED",
    "AdviceView",
    "Erasable",
    "FaceFilter",
    "Kept",
    "Leaving",
    "Linked",
    "Near",
    "QueueFilter",
    "StayView",
    "Suggestion",
    "SurgeView",
    "Unexplained",
    "advice_board",
    "advice_for",
    "advice_page",
    "answers",
    "case_face",
    "case_page",
    "concerns",
    "crew_queue",
    "duplicates",
    "erasable",
    "face_of_uuid",
    "faces",
    "gathering",
    "gathers",
    "held_about",
    "leaving",
    "lent_cases",
    "linked_to",
    "open_by",
    "own_cases",
    "photo_bytes",
    "queue",
    "references",
    "reporter_by_key",
    "reporter_of",
    "reporters_of",
    "returnable",
    "shared_cases",
    "stays_of",
    "still_there",
    "suggestions",
    "surge",
    "surge_of",
    "surges",
    "to_set_out",
    "unexplained",
    "waiting",
    "without_case",
]
