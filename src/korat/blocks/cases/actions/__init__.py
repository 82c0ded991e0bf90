"""The verbs of a case. Which moves a case allows is pack data; what a move does is here."""

from korat.blocks.cases.actions.advise import Told, advise, retire, review, revise
from korat.blocks.cases.actions.assign import assign
from korat.blocks.cases.actions.audit import MEDIA_TYPE as AUDIT_MEDIA_TYPE
from korat.blocks.cases.actions.audit import (
    fetch_audit_file,
    finish_audit_file,
    forget_audit_files,
    keep_audit_part,
    note_audit_file,
    take_audit_file,
)
from korat.blocks.cases.actions.audit import ground as audit_ground
from korat.blocks.cases.actions.bind import bind
from korat.blocks.cases.actions.bridge import arrived, heard, set_out, stranded
from korat.blocks.cases.actions.categorise import categorise
from korat.blocks.cases.actions.claim import claim
from korat.blocks.cases.actions.comment import comment
from korat.blocks.cases.actions.cost import Cost, cost
from korat.blocks.cases.actions.desk import drop_filter, record_export, save_filter
from korat.blocks.cases.actions.disputes import break_glass, dispute
from korat.blocks.cases.actions.erase import erase_own
from korat.blocks.cases.actions.follow import follow
from korat.blocks.cases.actions.gathering import gather, gather_on, release, start_gathering
from korat.blocks.cases.actions.give_back import give_back
from korat.blocks.cases.actions.hand_over import hand_over_work
from korat.blocks.cases.actions.join import join, part
from korat.blocks.cases.actions.learn import learn, services_to_learn, services_with_lessons
from korat.blocks.cases.actions.many import join_many, move_many
from korat.blocks.cases.actions.move import move
from korat.blocks.cases.actions.open import open_case
from korat.blocks.cases.actions.publishing import prepare, propose, show
from korat.blocks.cases.actions.reckon import reckon
from korat.blocks.cases.actions.relate import relate
from korat.blocks.cases.actions.remind import remind
from korat.blocks.cases.actions.several import open_several
from korat.blocks.cases.actions.sign import sign
from korat.blocks.cases.actions.silence import end_silence
from korat.blocks.cases.actions.split import split
from korat.blocks.cases.actions.surge import Order, end_surge, open_surge
from korat.blocks.cases.actions.take_over import take_over
from korat.blocks.cases.actions.urgent import make_calm, make_urgent
from korat.blocks.cases.actions.watch import watch

__all__ = [
    "AUDIT_MEDIA_TYPE",
    "Cost",
    "Order",
    "Told",
    "advise",
    "arrived",
    "assign",
    "audit_ground",
    "bind",
    "break_glass",
    "categorise",
    "claim",
    "comment",
    "cost",
    "dispute",
    "drop_filter",
    "end_silence",
    "end_surge",
    "erase_own",
    "fetch_audit_file",
    "finish_audit_file",
    "follow",
    "forget_audit_files",
    "gather",
    "gather_on",
    "give_back",
    "hand_over_work",
    "heard",
    "join",
    "join_many",
    "keep_audit_part",
    "learn",
    "make_calm",
    "make_urgent",
    "move",
    "move_many",
    "note_audit_file",
    "open_case",
    "open_several",
    "open_surge",
    "part",
    "prepare",
    "propose",
    "reckon",
    "record_export",
    "relate",
    "release",
    "remind",
    "retire",
    "review",
    "revise",
    "save_filter",
    "services_to_learn",
    "services_with_lessons",
    "set_out",
    "show",
    "sign",
    "split",
    "start_gathering",
    "stranded",
    "take_audit_file",
    "take_over",
    "watch",
]
