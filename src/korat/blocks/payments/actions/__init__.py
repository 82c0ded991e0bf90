"""What changes bills and payments: each with its act."""

from korat.blocks.payments.actions.bill import Owing, bill, cancel, drop_quotes, quote
from korat.blocks.payments.actions.decide import decide
from korat.blocks.payments.actions.receive import import_statement, take_cash

__all__ = ["Owing", "bill", "cancel", "decide", "drop_quotes", "import_statement", "quote", "take_cash"]
