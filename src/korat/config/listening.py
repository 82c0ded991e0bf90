"""Sockets that are bound before anybody is told their port, and handed to the child that answers there.

A port that was only looked at is anybody's until it is bound: two installations that start in the same second would choose
the same one.
"""

from __future__ import annotations

import socket

LOOPBACK = "127.0.0.1"


def held(port: int) -> socket.socket:
    """Listening on this port of loopback; on any free one when another program has it, or there is no such port."""
    try:
        return socket.create_server((LOOPBACK, port))
    except (OSError, OverflowError):
        return socket.create_server((LOOPBACK, 0))


def port_of(held: socket.socket) -> int:
    return int(held.getsockname()[1])


def taken_over(numbers: list[str]) -> list[socket.socket]:
    """In the child: the sockets that its parent held, by the numbers on its command line."""
    return [socket.socket(fileno=int(number)) for number in numbers]
