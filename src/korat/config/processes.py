"""Keeps the web server and the worker running, and leaves none of them behind.

Each child leads a process group of its own: Ctrl-C in a terminal (also under make) reaches us alone, and we
end the children in order. They write to our output directly: no pipe can fill up.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from korat.config.parent import die_with_parent
from korat.kernel.errors import Refused

Say = Callable[[str, str], None]  # a Thai and an English sentence for the person at the terminal

GRACE = 10.0  # seconds from the kind word to the kill
_STEP = 0.1
# Nobody watches a small province's machine at night: what ran well and died comes back at once, what dies at its start
# is tried again and again, never so seldom that the way back takes 15 s.
_SETTLED = 5.0  # seconds alive after which earlier crashes are forgiven
_LONGEST_PAUSE = 10.0
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True, slots=True)
class Program:
    """A child to keep alive. `environ` is added to ours; `sockets` are ours and it inherits them, each time it starts."""

    name: str
    command: tuple[str, ...]
    environ: Mapping[str, str] = field(default_factory=dict)
    sockets: tuple[socket.socket, ...] = ()


def web(port: int, *, host: str = "127.0.0.1", workers: int = 2, threads: int = 4) -> Program:
    """The web server: `workers` processes of `threads` threads."""
    options = {
        "--interface": "wsgi",
        "--host": host,
        "--port": str(port),
        "--workers": str(workers),
        "--blocking-threads": str(threads),
        "--respawn-interval": "0.5",
        "--workers-kill-timeout": "5",
    }
    flags = ("--no-ws", "--respawn-failed-workers")
    flat = [part for option in options.items() for part in option]
    return Program("web", (_beside_python("granian"), *flat, *flags, "korat.config.wsgi:application"))


def worker() -> Program:
    """The process that seals, follows, delivers."""
    return Program("worker", (_beside_python("korat"), "worker"))


def stand_in(name: str, *sockets: socket.socket) -> Program:
    """What takes the place of another house's service in a demonstration, answering on sockets that we hold."""
    numbers = (str(one.fileno()) for one in sockets)
    command = (sys.executable, "-m", "korat.config.standins", name, *numbers)
    return Program(f"stand-in for {name}", command, sockets=sockets)


def supervise(
    programs: Sequence[Program], *, watch: Callable[[], object] | None = None, say: Say | None = None
) -> None:
    """Run the programs until SIGINT, SIGTERM or SIGHUP, restarting what crashes; then end them all.

    `watch` is called every second, for what else must live; its Refused is said and it is tried again.
    Call it from the main thread. A second signal ends all at once.
    """
    children = [_Child(program, say or _print) for program in programs]
    watcher = _Watcher(watch, say or _print)
    with _signals() as received:
        try:
            while not received:
                watcher.tend()
                for child in children:
                    child.tend()
                time.sleep(_STEP)
        finally:
            _end(children, received)


@dataclass(slots=True)
class _Watcher:
    watch: Callable[[], object] | None
    say: Say
    due: float = 0.0

    def tend(self) -> None:
        if self.watch is None or time.monotonic() < self.due:
            return
        self.due = time.monotonic() + 1.0
        try:
            self.watch()
        except Refused as refused:
            self.say(refused.th, refused.en)
            self.due += _LONGEST_PAUSE / 3


@dataclass(slots=True)
class _Child:
    program: Program
    say: Say
    process: subprocess.Popen[bytes] | None = None
    born: float = 0.0
    due: float = 0.0
    crashes: int = 0

    def tend(self) -> None:
        """Start it when due; notice its end."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.due:
                self._start(now)
        elif (code := self.process.poll()) is not None:
            self._mourn(code, now)

    def _start(self, now: float) -> None:
        self.process = subprocess.Popen(
            self.program.command,
            env={**os.environ, **self.program.environ},
            stdin=subprocess.DEVNULL,
            process_group=0,
            pass_fds=[one.fileno() for one in self.program.sockets],
            preexec_fn=die_with_parent(signal.SIGTERM),
        )
        self.born = now

    def _mourn(self, code: int, now: float) -> None:
        self.signal(signal.SIGKILL)  # what it started itself and left behind
        self.crashes = 1 if now - self.born > _SETTLED else self.crashes + 1
        pause = min(_LONGEST_PAUSE, 0.25 * 2**self.crashes)
        self.process, self.due = None, now + pause
        self.say(
            f"{self.program.name} หยุดทำงาน (รหัส {code}) จะเริ่มใหม่ใน {pause:g} วินาที",
            f"{self.program.name} ended (code {code}); starting it again in {pause:g} s.",
        )

    def signal(self, signum: signal.Signals) -> None:
        """To the whole group."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signum)

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None


def _end(children: Sequence[_Child], received: Sequence[int]) -> None:
    for child in children:
        child.signal(signal.SIGTERM)
    deadline = time.monotonic() + GRACE
    while any(child.alive for child in children) and time.monotonic() < deadline and len(received) < 2:
        time.sleep(_STEP / 2)
    for child in children:
        child.signal(signal.SIGKILL)
        if child.process is not None:
            child.process.wait()


@contextmanager
def _signals() -> Iterator[list[int]]:
    """Collects the numbers of the signals that ask us to end."""
    received: list[int] = []

    def _note(signum: int, _: FrameType | None) -> None:
        received.append(signum)

    before = {signum: signal.signal(signum, _note) for signum in _SIGNALS}
    try:
        yield received
    finally:
        for signum, handler in before.items():
            signal.signal(signum, handler)


def _beside_python(name: str) -> str:
    """A command of our own environment, whatever PATH says."""
    return str(Path(sys.executable).parent / name)


def _print(th: str, en: str) -> None:
    print(f"{th}\n{en}", file=sys.stderr, flush=True)
