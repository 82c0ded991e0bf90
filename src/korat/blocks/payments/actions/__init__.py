"""What changes bills and payments: each with its act."""

from korat.blocks.payments.actions.bill import Owing, bill, cancel, drop_quotes, quote
from korat.blocks.payments.actions.decide import decide
from korat.blocks.payments.actions.deposit import Deposit, ask_deposit, end_deposit
from korat.blocks.payments.actions.receive import import_statement, take_cash

__all__ = [
    "Deposit",
    "Owing",
    "ask_deposit",
    "bill",
    "cancel",
    "decide",
    "drop_quotes",
    "end_deposit",
    "import_statement",
    "quote",
    "take_cash",
]
