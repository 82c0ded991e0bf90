"""The verbs of a case. Which moves a case allows is pack data; what a move does is here."""

from korat.blocks.cases.actions.disputes import break_glass, dispute
from korat.blocks.cases.actions.erase import erase_own
from korat.blocks.cases.actions.hand_over import hand_over_work
from korat.blocks.cases.actions.move import move
from korat.blocks.cases.actions.open import open_case
from korat.blocks.cases.actions.publishing import prepare, propose, show

__all__ = ["break_glass", "dispute", "erase_own", "hand_over_work", "move", "open_case", "prepare", "propose", "show"]
