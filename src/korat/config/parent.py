"""A child process that does not outlive Korat, not even after `kill -9`."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

_LINUX = sys.platform == "linux"
_LIBC = ctypes.CDLL(None, use_errno=True) if _LINUX else None  # loaded here: a fresh fork must load nothing
_PR_SET_PDEATHSIG = 1  # prctl(2)


def die_with_parent(signum: signal.Signals) -> Callable[[], None]:
    """For `Popen(preexec_fn=...)`: the kernel sends `signum` when the starting thread ends (Linux only).

    Start children from a thread that lives as long as they shall.
    """
    parent = os.getpid()

    def _in_the_child() -> None:
        if _LIBC is not None:
            _LIBC.prctl(_PR_SET_PDEATHSIG, int(signum))
            if os.getppid() != parent:  # it ended before we could ask
                os._exit(1)

    return _in_the_child
