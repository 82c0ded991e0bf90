"""The command `korat`. Each verb is a few lines here; its work lies in the module it calls."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from korat.config import wake
from korat.kernel.errors import Refused
from korat.kernel.settings import read


def up(_: argparse.Namespace) -> int:
    from korat.config.up import up

    return up(read())


def worker(_: argparse.Namespace) -> int:
    with wake.awake():
        from korat.config.worker import run

        run()
    return 0


def doctor(_: argparse.Namespace) -> int:
    from korat.config import doctor
    from korat.config.packs import find_pack, load

    years = load(find_pack(read().pack)).years
    confirmed = {year for year, found in years.items() if found.confirmed}
    return doctor.report(doctor.examine(read(), confirmed_years=confirmed))


def token(arguments: argparse.Namespace) -> int:
    with wake.awake():
        from korat.web.demo.personas import token_for

        print(token_for(arguments.persona))
    return 0


def pack(arguments: argparse.Namespace) -> int:
    from korat.config.packs import commands

    if arguments.unverified:
        return commands.unverified_command(arguments.path)
    if arguments.verb in ("check", "schema"):
        run = commands.check_command if arguments.verb == "check" else commands.schema_command
        return run(arguments.path)
    with wake.awake(prepare=True):
        run = commands.plan_command if arguments.verb == "plan" else commands.apply_command
        return run(arguments.path)


def learn(arguments: argparse.Namespace) -> int:
    with wake.awake():
        from korat.config.learning import learn_command

        return learn_command(arguments.everything)


def boundaries(arguments: argparse.Namespace) -> int:
    with wake.awake():
        from korat.config.boundaries import import_command

        return import_command(arguments.path)


def assets(arguments: argparse.Namespace) -> int:
    with wake.awake():
        from korat.config.assets import import_command

        return import_command(arguments.path, arguments.office)


def appoint(arguments: argparse.Namespace) -> int:
    with wake.awake():
        from korat.config.officials import appoint_command

        return appoint_command(arguments.email, arguments.post, arguments.given, arguments.family)


def backup(arguments: argparse.Namespace) -> int:
    with wake.awake():
        from korat.config.backup.make import backup

        backup(read(), arguments.folder.absolute(), with_secrets=arguments.with_secrets)
    return 0


def restore(arguments: argparse.Namespace) -> int:
    from korat.config.backup.restore import restore

    restore(read(), arguments.folder.absolute())
    return 0


def ledger(arguments: argparse.Namespace) -> int:
    with wake.awake():
        from korat.config import ledger as auditing

        if arguments.verb == "verify":
            return auditing.verify_command(arguments.head)
        if arguments.verb == "prove":
            return auditing.prove_command(arguments.act, arguments.head)
        return auditing.consistency_command(arguments.first, arguments.second)


def keys(arguments: argparse.Namespace) -> int:
    with wake.awake():
        from korat.config.keys import rotate_command

        return rotate_command(arguments.kind)


def tamper(_: argparse.Namespace) -> int:
    with wake.awake() as server:
        from korat.config.tamper import tamper_command

        return tamper_command(server)


def verify(arguments: argparse.Namespace) -> int:
    from korat.config.verifying import verify_command

    return verify_command(arguments.paper, arguments.keys, arguments.revocations)


def parser() -> argparse.ArgumentParser:
    root = argparse.ArgumentParser(prog="korat", description="A province's book of acts.")
    verbs = root.add_subparsers(required=True, metavar="COMMAND")

    def verb(name: str, run: Callable[[argparse.Namespace], int], help: str) -> argparse.ArgumentParser:
        made = verbs.add_parser(name, help=help, description=help)
        made.set_defaults(run=run)
        return made

    verb("up", up, "start everything and serve; Ctrl-C ends it")
    verb("worker", worker, "the worker alone: seal, follow, deliver")
    verb("doctor", doctor, "say in words what is wrong")
    verb("token", token, "print a bearer token of a demonstration persona").add_argument("persona")
    of_pack = verb("pack", pack, "check, plan, apply a pack, or write its JSON Schemas")
    of_pack.add_argument("verb", choices=["check", "plan", "apply", "schema"])
    of_pack.add_argument("path", type=Path, help="the pack's folder; for schema: where to write")
    of_pack.add_argument(
        "--unverified", action="store_true", help="with check: every clause and fee that nobody has verified"
    )
    official = verb("appoint", appoint, "put a person into a post and print a first password")
    for name in ("email", "post", "given"):
        official.add_argument(name)
    official.add_argument("family", nargs="?", default="")
    copy = verb("backup", backup, "copy everything into an empty folder, while it runs")
    copy.add_argument("folder", type=Path)
    copy.add_argument("--with-secrets", action="store_true", help="the secret keys too: keep such a copy in a safe")
    back = verb("restore", restore, "bring a backup back into an empty data folder and verify the ledger")
    back.add_argument("folder", type=Path)
    of_ledger = verb("ledger", ledger, "verify every sealed act, prove one, prove that one head follows from another")
    asked = of_ledger.add_subparsers(required=True, metavar="QUESTION", dest="verb")
    verified = asked.add_parser("verify", help="is every sealed act what was sealed?")
    proven = asked.add_parser("prove", help="print the inclusion proof of an act")
    proven.add_argument("act")
    for question in (verified, proven):
        question.add_argument(
            "--head", type=Path, metavar="FILE", help="a head that you kept: a checkpoint, or the JSON"
        )
    between = asked.add_parser("consistency", help="does a newer head extend an older one? Prints the proof")
    for which in ("first", "second"):
        between.add_argument(which, help="the file of a head that you kept, or a size")
    of_keys = verb("keys", keys, "change a signing key; what the one before signed stays valid")
    of_keys.add_argument("verb", choices=["rotate"])
    of_keys.add_argument(
        "kind",
        choices=["heads", "witness", "papers", "seals"],
        help="heads of the ledger, our lines as a witness, QR codes and revocations, offices' seals",
    )
    verb("tamper", tamper, "a demonstration: change a sealed act as superuser, and see the auditor find it")
    paper = verb("verify", verify, "say whether a paper is genuine, without a server: a PDF, or the text of its QR")
    paper.add_argument("paper", help="a PDF's path, or what the QR says")
    paper.add_argument("--keys", type=Path, help="what /.well-known/korat/keys says; else the keys of this data folder")
    paper.add_argument(
        "--revocations", type=Path, help="what /.well-known/korat/revocations says; else the last kept here"
    )
    learning = verb("learn", learn, "learn from the pack's phrases and officers' corrections what reports are about")
    learning.add_argument(
        "--all", dest="everything", action="store_true", help="also where nothing new is to be learned"
    )
    verb("boundaries", boundaries, "import boundaries from a GeoJSON file").add_argument("path", type=Path)
    of_assets = verb("assets", assets, "take in a list of lamps, drains and the like from a CSV file")
    of_assets.add_argument("verb", choices=["import"])
    of_assets.add_argument("path", type=Path)
    of_assets.add_argument("--office", default="", help="the code of the office that owns what names no owner")
    return root


# As a shell reports a program whose reader went away (128 + SIGPIPE): 0 would be an answer, `verify` says "valid" by it.
UNREAD = 141


def main(arguments: Sequence[str] | None = None) -> int:
    chosen = parser().parse_args(arguments)
    try:
        code: int = chosen.run(chosen)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read along, `head` for one, has read enough; what is still unwritten goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return UNREAD
    except Refused as refused:
        print(f"{refused.th}\n{refused.en}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return code
