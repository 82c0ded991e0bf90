"""Reading cases: faces are facts and open to all, a page is one reader's, a queue is an office's."""

from korat.blocks.cases.actions.assign import colleagues
from korat.blocks.cases.actions.many import MOST as MOST_AT_ONCE
from korat.blocks.cases.actions.many import fits_many
from korat.blocks.cases.actions.remind import BEFORE as ADVICE_BEFORE
from korat.blocks.cases.queries.advice import (
    AdviceView,
    advice_board,
    advice_due,
    advice_for,
    advice_in_force,
    advice_page,
    answers,
)
from korat.blocks.cases.queries.assets import (
    AssetSums,
    AssetWork,
    cases_of_asset,
    claims_for,
    public_cases_of_asset,
    sums_of_asset,
    works_on_asset,
)
from korat.blocks.cases.queries.audit import (
    Asked,
    AuditLine,
    AuditWork,
    asked,
    asked_by,
    audit_lines,
    audited_cases,
    audited_works,
    next_asked,
)
from korat.blocks.cases.queries.bridge import Leaving, leaving, still_there, to_set_out
from korat.blocks.cases.queries.costs import (
    ClaimLine,
    CostLine,
    OfficeCost,
    Stakes,
    costed,
    costs_by_office,
    open_claims,
    stakes,
)
from korat.blocks.cases.queries.desk import all_lines, saved_filters
from korat.blocks.cases.queries.disputed import disputed
from korat.blocks.cases.queries.explain import Unexplained, unexplained, without_case
from korat.blocks.cases.queries.faces import (
    FaceFilter,
    case_face,
    face_of_uuid,
    faces,
    lent_cases,
    own_cases,
    reached_by,
    reporters_of,
)
from korat.blocks.cases.queries.figures import Counted, counted
from korat.blocks.cases.queries.held import Erasable, Kept, erasable, held_about
from korat.blocks.cases.queries.links import Linked, Suggestion, gathering, gathers, linked_to, suggestions, worked_on
from korat.blocks.cases.queries.marked import marked
from korat.blocks.cases.queries.morning import Backlog, Decision, backlogs, decisions, late, loads, urgent
from korat.blocks.cases.queries.near import Near, duplicates, duplicates_in, duplicates_of
from korat.blocks.cases.queries.page import case_page, categorises, concerns, handles, reporter_by_key, window_over
from korat.blocks.cases.queries.photos import photo_bytes, references
from korat.blocks.cases.queries.queue import AUTHORITIES, COUNTED, QueueFilter, crew_queue, queue, waiting
from korat.blocks.cases.queries.register import Permit, in_force, permit, permit_counts, permits, registered
from korat.blocks.cases.queries.shared import reporter_of, shared_cases
from korat.blocks.cases.queries.sheet import Stop, depot, job_sheet, way_m
from korat.blocks.cases.queries.stays import StayView, returnable, stays_of
from korat.blocks.cases.queries.surges import SurgeView, cases_of_surge, surge, surge_of, surges
from korat.blocks.cases.queries.under_way import open_by, open_in

__all__ = [
    "ADVICE_BEFORE",
    "AUTHORITIES",
    "COUNTED",
    "MOST_AT_ONCE",
    "AdviceView",
    "Asked",
    "AssetSums",
    "AssetWork",
    "AuditLine",
    "AuditWork",
    "Backlog",
    "ClaimLine",
    "CostLine",
    "Counted",
    "Decision",
    "Erasable",
    "FaceFilter",
    "Kept",
    "Leaving",
    "Linked",
    "Near",
    "OfficeCost",
    "Permit",
    "QueueFilter",
    "Stakes",
    "StayView",
    "Stop",
    "Suggestion",
    "SurgeView",
    "Unexplained",
    "advice_board",
    "advice_due",
    "advice_for",
    "advice_in_force",
    "advice_page",
    "all_lines",
    "answers",
    "asked",
    "asked_by",
    "audit_lines",
    "audited_cases",
    "audited_works",
    "backlogs",
    "case_face",
    "case_page",
    "cases_of_asset",
    "cases_of_surge",
    "categorises",
    "claims_for",
    "colleagues",
    "concerns",
    "costed",
    "costs_by_office",
    "counted",
    "crew_queue",
    "decisions",
    "depot",
    "disputed",
    "duplicates",
    "duplicates_in",
    "duplicates_of",
    "erasable",
    "face_of_uuid",
    "faces",
    "fits_many",
    "gathering",
    "gathers",
    "handles",
    "held_about",
    "in_force",
    "job_sheet",
    "late",
    "leaving",
    "lent_cases",
    "linked_to",
    "loads",
    "marked",
    "next_asked",
    "open_by",
    "open_claims",
    "open_in",
    "own_cases",
    "permit",
    "permit_counts",
    "permits",
    "photo_bytes",
    "public_cases_of_asset",
    "queue",
    "reached_by",
    "references",
    "registered",
    "reporter_by_key",
    "reporter_of",
    "reporters_of",
    "returnable",
    "saved_filters",
    "shared_cases",
    "stakes",
    "stays_of",
    "still_there",
    "suggestions",
    "sums_of_asset",
    "surge",
    "surge_of",
    "surges",
    "to_set_out",
    "unexplained",
    "urgent",
    "waiting",
    "way_m",
    "window_over",
    "without_case",
    "worked_on",
    "works_on_asset",
]
