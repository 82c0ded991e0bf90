"""Reading cases: faces are facts and open to all, a page is one reader's, a queue is an office's."""

from korat.blocks.cases.queries.explain import Unexplained, unexplained, without_case
from korat.blocks.cases.queries.faces import FaceFilter, case_face, face_of_uuid, faces, lent_cases, own_cases
from korat.blocks.cases.queries.held import Erasable, Kept, erasable, held_about
from korat.blocks.cases.queries.page import case_page, categorises, concerns, reporter_by_key
from korat.blocks.cases.queries.photos import photo_bytes, references
from korat.blocks.cases.queries.queue import AUTHORITIES, COUNTED, QueueFilter, crew_queue, queue, waiting
from korat.blocks.cases.queries.shared import reporter_of, shared_cases

__all__ = [
    "AUTHORITIES",
    "COUNTED",
    "Erasable",
    "FaceFilter",
    "Kept",
    "QueueFilter",
    "Unexplained",
    "case_face",
    "case_page",
    "categorises",
    "concerns",
    "crew_queue",
    "erasable",
    "face_of_uuid",
    "faces",
    "held_about",
    "lent_cases",
    "own_cases",
    "photo_bytes",
    "queue",
    "references",
    "reporter_by_key",
    "reporter_of",
    "shared_cases",
    "unexplained",
    "waiting",
    "without_case",
]
