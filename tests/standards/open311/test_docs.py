"""docs/open311.md: every example runs as it stands."""

from __future__ import annotations

import re
import runpy
import shlex
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.conftest import ROOT
from tests.standards.open311.conftest import Program

PAGE = (ROOT / "docs" / "open311.md").read_text()


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def commands() -> list[str]:
    return [line for block in blocks("sh") for line in block.splitlines() if line.startswith("curl ")]


def parts(words: Iterator[str]) -> tuple[str, dict[str, str], dict[str, Any]]:
    """Address, headers and fields of a curl command."""
    address, headers, fields = "", {}, {}
    for word in words:
        if word == "-H":
            name, _, value = next(words).partition(": ")
            headers[name] = value
        elif word in ("-d", "--data-urlencode", "-F"):
            name, _, value = next(words).partition("=")
            fields[name] = photo() if value.startswith("@") else value
        else:
            assert not word.startswith("-"), f"unknown option {word}"
            address = word
    return address, headers, fields


def photo() -> SimpleUploadedFile:
    data = BytesIO()
    Image.new("RGB", (64, 48)).save(data, "JPEG")
    return SimpleUploadedFile("photo.jpg", data.getvalue())


def test_there_are_examples_in_both_formats() -> None:
    assert len(blocks("python")) == 2
    assert {".json", ".xml"} <= set(re.findall(r"\.json|\.xml", "".join(commands())))


@pytest.mark.parametrize("command", commands())
def test_every_curl_command_works(program: Program, command: str) -> None:
    words = iter(shlex.split(command)[1:])
    address, headers, fields = parts(words)
    url = urlsplit(address)
    assert (url.scheme, url.netloc) == ("http", "localhost:8000")
    path = f"{url.path}?{url.query}"
    client = program.client
    response = client.post(path, fields, headers=headers) if fields else client.get(path, headers=headers)
    assert response.status_code == 200, response.content.decode()


@pytest.mark.parametrize("code", blocks("python"), ids=["json", "xml"])
def test_every_python_program_works(
    program: Program,
    code: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from korat.config.wsgi import application

    class InProcess(httpx.Client):
        def __init__(self, **options: Any) -> None:
            super().__init__(transport=httpx.WSGITransport(application), **options)

    monkeypatch.setattr(httpx, "Client", InProcess)
    example = tmp_path / "example.py"
    example.write_text(code)
    runpy.run_path(str(example))
    assert "open" in capsys.readouterr().out
    assert len(program.listed()) == 1


def test_every_address_of_the_table_is_one_of_ours() -> None:
    from django.urls import resolve

    named = re.findall(r"^\| `([^`]+)` \|", PAGE, re.MULTILINE)
    assert len(named) == 6
    for path in named:
        assert resolve(f"/open311/v2/{path}").func.__name__ == "respond"
        assert "nowhere" not in str(resolve(f"/open311/v2/{path}").route)
