"""What can be done with messages: send, deliver, read; keep addresses; send a sign-in code at once."""

from korat.blocks.messages.actions.addresses import add_addresses, keep_addresses
from korat.blocks.messages.actions.codes import send_code
from korat.blocks.messages.actions.deliver import deliver_due, mark_delivered
from korat.blocks.messages.actions.erase import erase_held
from korat.blocks.messages.actions.read import read
from korat.blocks.messages.actions.send import send

__all__ = [
    "add_addresses",
    "deliver_due",
    "erase_held",
    "keep_addresses",
    "mark_delivered",
    "read",
    "send",
    "send_code",
]
