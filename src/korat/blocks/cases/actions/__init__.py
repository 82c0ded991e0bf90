"""The verbs of a case. Which moves a case allows is pack data; what a move does is here."""

from korat.blocks.cases.actions.advise import Told, advise, retire, review, revise
from korat.blocks.cases.actions.bridge import arrived, heard, set_out, stranded
from korat.blocks.cases.actions.disputes import break_glass, dispute
from korat.blocks.cases.actions.erase import erase_own
from korat.blocks.cases.actions.follow import follow
from korat.blocks.cases.actions.give_back import give_back
from korat.blocks.cases.actions.hand_over import hand_over_work
from korat.blocks.cases.actions.join import join, part
from korat.blocks.cases.actions.move import move
from korat.blocks.cases.actions.open import open_case
from korat.blocks.cases.actions.relate import relate
from korat.blocks.cases.actions.split import split
from korat.blocks.cases.actions.surge import Order, end_surge, gather, open_surge, release

__all__ = [
    "Order",
    "Told",
    "advise",
    "arrived",
    "break_glass",
    "dispute",
    "end_surge",
    "erase_own",
    "follow",
    "gather",
    "give_back",
    "hand_over_work",
    "heard",
    "join",
    "move",
    "open_case",
    "open_surge",
    "part",
    "relate",
    "release",
    "retire",
    "review",
    "revise",
    "set_out",
    "split",
    "stranded",
]
