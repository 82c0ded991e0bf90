"""What can be done with messages: send, deliver, read; hear what comes in and answer; keep addresses, links and wishes."""

from korat.blocks.messages.actions.addresses import add_addresses, keep_addresses
from korat.blocks.messages.actions.codes import send_code
from korat.blocks.messages.actions.deliver import deliver_due, mark_delivered
from korat.blocks.messages.actions.erase import erase_held
from korat.blocks.messages.actions.handle import Listener, handle_due
from korat.blocks.messages.actions.links import end as end_link
from korat.blocks.messages.actions.links import end_there as end_links_there
from korat.blocks.messages.actions.links import offer as offer_link
from korat.blocks.messages.actions.preferences import prefer
from korat.blocks.messages.actions.read import read
from korat.blocks.messages.actions.send import send
from korat.blocks.messages.actions.take_in import collect, forget_inbound, take_in

__all__ = [
    "Listener",
    "add_addresses",
    "collect",
    "deliver_due",
    "end_link",
    "end_links_there",
    "erase_held",
    "forget_inbound",
    "handle_due",
    "keep_addresses",
    "mark_delivered",
    "offer_link",
    "prefer",
    "read",
    "send",
    "send_code",
    "take_in",
]
