"""The stand-in for LINE: its interfaces on loopback, and a page on which one plays the resident. `korat up` runs it in a
demonstration. Every page says that it is not LINE; the real service was never tried.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping
from email import policy
from email.parser import BytesParser
from html import escape
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from korat.config.standins.answering import HTML, Answering, Loopback
from korat.config.standins.line_platform import Line, Platform, Refusal, user_id

FOLDER = Path(__file__).parent
PAGE, HISTORY, ASK = (
    Template((FOLDER / f"line-{name}.html").read_text("utf-8")) for name in ("page", "history", "ask")
)
LOGIN_ID, BACK = "korat-line-demonstration", "/sign-in/line/back/"
LARGEST = 25_000_000  # bytes of a photograph


class Server(Loopback):
    def __init__(self, at: int | socket.socket, platform: Platform) -> None:
        self.platform = platform
        super().__init__(at, Handler)


class Handler(Answering):
    server: Server
    longest = LARGEST

    def got(self) -> None:
        address = urlsplit(self.path)
        self.carefully(self.shown, address.path, dict(parse_qsl(address.query)))

    def posted(self) -> None:
        path = urlsplit(self.path).path
        self.carefully(self.asked if path.startswith("/v2/bot/") else self.played, path)

    def carefully(self, do: Any, *args: Any) -> None:
        try:
            do(*args)
        except Refusal as refusal:
            self.answer_json({"message": str(refusal)}, refusal.status, **refusal.headers)
        except (KeyError, ValueError, IndexError):
            self.answer_json({"message": "The request is not well formed"}, 400)

    def shown(self, path: str, query: dict[str, str]) -> None:
        """Pages for the resident; profile and content for the official account."""
        platform = self.server.platform
        if path.startswith("/v2/bot/"):
            platform.check(self.headers.get("Authorization", ""))
            self.looked_up(path.split("/"))
        elif self.dressed(path):
            return
        elif path.startswith("/picture/"):
            self.answer(200, platform.pictures[path.removeprefix("/picture/")], "image/jpeg")
        elif path == "/history":
            self.answer(200, history(platform, query["user"]).encode(), HTML)
        elif path == "/dialog/bot/accountLink":
            self.answer(
                200, asking("เชื่อมบัญชีนี้ไหม · Link this account?", "/agree", query, {"": "ตกลง · Agree"}).encode(), HTML
            )
        elif path == "/oauth2/v2.1/authorize":
            self.answer(200, asking("ท่านคือใคร · Who are you?", "/authorize", query, people(platform)).encode(), HTML)
        elif path == "/":
            self.answer(200, page(platform, query.get("user", "")).encode(), HTML)
        else:
            self.answer(404, b"", "text/plain")

    def looked_up(self, parts: list[str]) -> None:
        """/v2/bot/profile/USER and /v2/bot/message/ID/content."""
        platform = self.server.platform
        match parts[3:]:
            case ["profile", user] if user in people(platform):
                self.answer_json({"userId": user, "displayName": people(platform)[user], "language": "th"})
            case ["message", name, "content"] if name in platform.pictures:
                self.answer(200, platform.pictures[name], "image/jpeg")
            case _:
                raise Refusal(404, "Not found")

    def asked(self, path: str) -> None:
        """What the official account asks."""
        platform, content = self.server.platform, json.loads(self.body() or b"{}")
        platform.check(self.headers.get("Authorization", ""))
        match path.split("/")[3:]:
            case ["message", "reply"]:
                self.answer_json(platform.reply(content))
            case ["message", "push"]:
                self.answer_json(platform.push(content, self.headers.get("X-Line-Retry-Key", "")))
            case ["user", user, "linkToken"]:
                self.answer_json(platform.link_token(user))
            case _:
                raise Refusal(404, "Not found")

    def played(self, path: str) -> None:
        """What somebody at this page does in a resident's place."""
        platform = self.server.platform
        form, files = parts_of(self.headers.get("Content-Type", ""), self.body())
        user = form.get("user", "")
        match path:
            case "/oauth2/v2.1/token":
                return self.answer_json(platform.exchange(form))
            case "/authorize":
                back = {"code": platform.grant(form, form["choice"]), "state": form.get("state", "")}
                return self.lead(f"{platform.login_back}?{urlencode(back)}")
            case "/agree":
                user = platform.agree(form["linkToken"], form["nonce"])
            case "/say" if form["text"].strip():
                platform.say(user, form["text"].strip()[:5000])
            case "/tap":
                platform.tap(user, form["data"], form["label"])
                return self.lead(f"/history?user={user}")
            case "/place":
                platform.stand(user, float(form["latitude"]), float(form["longitude"]))
            case "/photo" if files.get("photo"):
                platform.show(user, files["photo"])
            case "/friend":
                platform.befriend(user, form["friend"] == "1")
            case "/down":
                platform.down = form["down"] == "1"
        self.lead(f"/?{urlencode({'user': user})}")


def parts_of(kind: str, body: bytes) -> tuple[dict[str, str], dict[str, bytes]]:
    """Fields and files of a form (RFC 7578), or of a plain one."""
    if not kind.startswith("multipart/form-data"):
        return dict(parse_qsl(body.decode("utf-8", "replace"))), {}
    message = BytesParser(policy=policy.HTTP).parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
    fields, files = dict[str, str](), dict[str, bytes]()
    for part in message.iter_parts():
        name = str(part.get_param("name", header="Content-Disposition"))
        data = part.get_payload(decode=True)
        kept = data if isinstance(data, bytes) else b""
        if part.get_filename() is None:
            fields[name] = kept.decode("utf-8", "replace")
        else:
            files[name] = kept
    return fields, files


def people(platform: Platform) -> dict[str, str]:
    return {user_id(code): label for code, label in platform.people.items()}


def page(platform: Platform, user: str) -> str:
    known = people(platform)
    user = user if user in known else next(iter(known), "")
    options = "".join(
        f'<option value="{one}"{" selected" if one == user else ""}>{escape(label)}</option>'
        for one, label in known.items()
    )
    state = "LINE ล่มอยู่ · down" if platform.down else "LINE ใช้ได้ · up"
    return PAGE.substitute(user=escape(user), options=options, state=state, turn="0" if platform.down else "1")


def history(platform: Platform, user: str) -> str:
    lines = platform.lines.get(user, [])[-60:]
    shown = "".join(bubble(line) for line in lines)
    last = lines[-1] if lines else None
    taps = "".join(tapped(user, action) for action in last.choices) if last and last.ours else ""
    return HISTORY.substitute(lines=shown, taps=taps)


def bubble(line: Line) -> str:
    picture = f'<img src="/picture/{escape(line.picture)}" alt="รูปที่ส่ง · the photo">' if line.picture else ""
    return f'<p class="{"ours" if line.ours else "theirs"}">{escape(line.text)}{picture}</p>'


def tapped(user: str, action: Mapping[str, str]) -> str:
    label = escape(action["label"])
    if action["type"] == "uri":
        return f'<a class="tap" target="_top" href="{escape(action["uri"])}">{label}</a>'
    if action["type"] == "location":
        return ""
    hidden = {"user": user, "data": action["data"], "label": action.get("displayText", action["label"])}
    fields = "".join(f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in hidden.items())
    return f'<form class="tap" method="post" action="/tap">{fields}<button>{label}</button></form>'


def asking(title: str, action: str, query: Mapping[str, str], choices: Mapping[str, str]) -> str:
    hidden = "".join(f'<input type="hidden" name="{escape(k)}" value="{escape(v)}">' for k, v in query.items())
    buttons = "".join(
        f'<button name="choice" value="{escape(one)}">{escape(label)}</button>' for one, label in choices.items()
    )
    return ASK.substitute(title=title, action=action, hidden=hidden, buttons=buttons)


def keep_people(home: Path, labels: Mapping[str, str]) -> None:
    """Write down whom the page lists, for the process that serves it."""
    path = home / "standins" / "line.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(dict(labels), ensure_ascii=False), "utf-8")


def serve(
    home: Path, url: str, address: str, held: socket.socket, *, secret: str, token: str, login_secret: str
) -> None:
    """Answer at `url` until SIGTERM, for the installation at `address`."""
    labels = json.loads((home / "standins" / "line.json").read_text("utf-8"))
    platform = Platform(
        webhook=f"{address}/channels/line", secret=secret, token=token, login_id=LOGIN_ID, login_secret=login_secret,
        login_back=address + BACK, issuer=url, people=labels,
    )  # fmt: skip
    Server(held, platform).serve()
