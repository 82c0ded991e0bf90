"""Packs as files: a sound one is read whole; every fault is told with file, line and remedy."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
import yaml

from korat.config.packs import PackProblem, check, find_pack, load, schema
from korat.config.packs.commands import check_command
from korat.kernel.errors import Problems

ROOT = Path(__file__).resolve().parents[2]
SOUND = ROOT / "tests" / "packs" / "sound"
PACKS = sorted(path.parent for path in (ROOT / "packs").glob("*/pack.yaml"))

SERVICE = "services/living/mend.yaml"
FAULTS = yaml.safe_load((ROOT / "tests" / "packs" / "faults.yaml").read_text())


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SOUND, tmp_path / "sound"))


def change(pack: Path, file: str, old: str, new: str) -> None:
    text = (pack / file).read_text()
    assert old in text
    (pack / file).write_text(text.replace(old, new, 1))


@pytest.mark.parametrize("pack", PACKS, ids=lambda path: path.name)
def test_the_packs_of_the_repository_are_sound(pack: Path) -> None:
    assert check(pack) == []


def test_the_small_pack_is_sound_and_read_whole(pack: Path) -> None:
    assert check(pack) == []
    made = load(pack)
    assert (made.id, made.version, made.chain, made.default) == ("sound", "1", ("sound",), False)
    assert [place.code for place in made.places] == ["i", "i1", "i11", "i12", "port", "port-1"]
    community = made.places[-1]
    assert (community.kind, community.parent, community.verified) == ("community", "port", False)
    assert made.fixtures[0].number == "P1"
    assert made.week.lunch is not None
    assert made.years[2026].confirmed is None


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_told_with_file_line_and_remedy(name: str, pack: Path) -> None:
    fault = FAULTS[name]
    change(pack, fault["file"], fault["old"], fault["new"])
    found = check(pack)
    problem = next((one for one in found if fault["th"] in one.th and fault["en"] in one.en), None)
    assert problem is not None, [(str(one), one.th) for one in found]
    assert problem.file == str(pack / fault["file"])
    lines = (pack / fault["file"]).read_text().splitlines()
    assert fault.get("line", "") in lines[problem.line - 1]


def test_a_step_that_waits_for_the_reporter_in_one_service_only_is_told(pack: Path) -> None:
    text = (pack / SERVICE).read_text()
    asks = "  - {code: say, names: {en: Say, th: บอก}, done: {en: Said, th: บอกแล้ว}, from: [received], to: closed,"
    (pack / "services/living/ask.yaml").write_text(
        text.replace("code: mend", "code: ask").replace("prefix: MD", "prefix: AK").rstrip()
        + f"\n{asks} purpose: case.reply, needs: [solved]}}\n"
    )
    (found,) = [one for one in check(pack) if "waiting for the reporter's word" in one.en]
    assert str(found.file).endswith("mend.yaml") and "received" in found.en and "ask" in found.th


def test_a_wrong_parent_and_a_second_province_are_told(pack: Path) -> None:
    change(pack, "places/areas.csv", "subdistrict,i1,1", "subdistrict,port,1")
    change(pack, "places/areas.csv", "i1,district,i,", "i1,province,,")
    said = " ".join(problem.en for problem in check(pack))
    assert "A subdistrict cannot lie in a jurisdiction" in said
    assert "one province only" in said


def test_all_faults_are_told_at_once_in_the_order_of_files_and_lines(pack: Path) -> None:
    change(pack, "posts.yaml", "law-1", "law-2")
    change(pack, SERVICE, "role: works", "role: work")
    change(pack, SERVICE, "to: closed", "to: close")
    problems = check(pack)
    assert [Path(problem.file).name for problem in problems] == ["posts.yaml", "mend.yaml", "mend.yaml"]
    assert problems[1].line < problems[2].line


def test_loading_a_wrong_pack_raises_every_fault(pack: Path) -> None:
    change(pack, "posts.yaml", "law-1", "law-2")
    with pytest.raises(Problems) as raised:
        load(pack)
    assert [type(problem) for problem in raised.value] == [PackProblem]
    assert "posts.yaml:5" in str(next(iter(raised.value)))


def test_aliases_are_refused_before_they_multiply(pack: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    (pack / "demo.yaml").write_text("\n".join(lines))
    [problem] = check(pack)
    assert (Path(problem.file).name, problem.line) == ("demo.yaml", 2)
    assert "alias" in problem.th


def test_very_deep_yaml_is_refused(pack: Path) -> None:
    (pack / "demo.yaml").write_text("[" * 5000 + "]" * 5000)
    assert [Path(problem.file).name for problem in check(pack)] == ["demo.yaml"]


def test_a_file_that_is_too_large_is_not_read(pack: Path) -> None:
    (pack / "demo.yaml").write_text("# " + "x" * 2_000_001)
    [problem] = check(pack)
    assert "2 MB" in problem.en


def test_a_file_in_another_encoding_is_told_with_its_line(pack: Path) -> None:
    (pack / "purposes.yaml").write_bytes(b"case.handle:\n  en: a\n  th: \xa1\xd2\xc3\n")
    found = [problem for problem in check(pack) if "UTF-8" in problem.en]
    assert [(Path(problem.file).name, problem.line) for problem in found] == [("purposes.yaml", 3)]


def test_a_misspelt_folder_is_told(pack: Path) -> None:
    (pack / "message").mkdir()
    [problem] = check(pack)
    assert problem.en.endswith("Did you mean messages?")


def test_a_folder_without_a_pack_is_told(tmp_path: Path) -> None:
    [problem] = check(tmp_path)
    assert problem.file == str(tmp_path / "pack.yaml")


@pytest.mark.parametrize(
    ("geometry", "said"),
    [
        ({"type": "Point", "coordinates": [1, 2]}, "Polygon or MultiPolygon"),
        ({"type": "Polygon", "coordinates": ["x"]}, "broken or empty"),
        ({"type": "Polygon", "coordinates": [[[700000, 1], [800000, 1], [1, 9], [700000, 1]]]}, "WGS 84"),
    ],
)
def test_an_outline_that_cannot_be_drawn_is_told(geometry: object, said: str, pack: Path) -> None:
    feature = {"type": "Feature", "properties": {"source": "drawn"}, "geometry": geometry}
    (pack / "places" / "outline.geojson").write_text(json.dumps(feature))
    [problem] = check(pack)
    assert said in problem.en


CHILD = """
id: child
version: "2"
parent: sound
names: {en: Child, th: ลูก}
languages: [en, th]
calendar:
  years:
    2027: {confirmed: ~, holidays: []}
"""


def child(pack: Path, text: str = CHILD) -> Path:
    folder = pack.parent / "child"
    folder.mkdir()
    (folder / "pack.yaml").write_text(text)
    return folder


def test_a_child_inherits_everything_and_replaces_by_code(pack: Path) -> None:
    folder = child(pack)
    (folder / "bases.yaml").write_text("law-1: {names: {en: Another, th: อื่น}, verified: true}\n")
    made, parent = load(folder), load(pack)
    assert made.chain == ("child", "sound")
    assert made.profile.bases["law-1"].verified
    assert not parent.profile.bases["law-1"].verified
    assert sorted(made.years) == [2026, 2027]
    assert made.week == parent.week
    assert (made.places, made.services) == (parent.places, parent.services)
    assert made.profile.names.show("en") == "Child"


def test_a_fault_of_the_parent_is_told_in_the_parents_file(pack: Path) -> None:
    folder = child(pack)
    (folder / "organisations").mkdir()
    (folder / "organisations" / "works.yaml").write_text(
        "{code: port.works, parent: port, role: repairs, names: {en: W, th: ช}}"
    )
    [problem] = check(folder)
    assert problem.file == str(pack / SERVICE)
    assert "repairs" in problem.en


def test_a_parent_that_is_not_there_is_told(pack: Path) -> None:
    [problem] = check(child(pack, CHILD.replace("parent: sound", "parent: nobody")))
    assert (Path(problem.file).name, problem.line) == ("pack.yaml", 4)
    assert "nobody" in problem.en


def test_packs_that_inherit_in_a_circle_are_told(pack: Path) -> None:
    folder = child(pack)
    change(pack, "pack.yaml", "id: sound\n", "id: sound\nparent: child\n")
    assert any("circle" in problem.en for problem in check(folder))


def test_a_pack_without_a_province_can_be_inherited_but_not_loaded() -> None:
    base = next(path for path in PACKS if not (path / "places").exists())
    assert check(base) == []
    with pytest.raises(Problems, match="cannot be applied"):
        load(base)


def test_the_hash_is_of_the_content_and_not_of_the_files(pack: Path) -> None:
    before = load(pack).hash
    change(pack, "posts.yaml", "- code", "# who\n- code")
    (pack / "messages" / "all.yaml").rename(pack / "messages" / "others.yaml")
    assert load(pack).hash == before
    change(pack, "posts.yaml", "Engineer", "Chief engineer")
    assert load(pack).hash != before


def test_the_hash_is_of_what_was_said_so_that_a_new_option_leaves_it_alone(pack: Path) -> None:
    assert "reaches_below" not in load(pack).content()["posts"]["port.engineer"]


def test_the_hash_leaves_the_demonstration_out(pack: Path) -> None:
    made = load(pack)
    assert replace(made, demo={"texts": ["x"]}).hash == made.hash


def test_one_pack_of_the_repository_is_the_default_one() -> None:
    assert load(find_pack(None)).default
    assert find_pack(find_pack(None).name) == find_pack(None)


def test_the_schemas_accept_what_the_loader_accepts_and_refuse_unknown_keys(tmp_path: Path) -> None:
    schemas = {path.name.split(".")[0]: json.loads(path.read_text()) for path in schema(tmp_path)}
    for each in schemas.values():
        jsonschema.Draft202012Validator.check_schema(each)
    for name, file in {"service": SERVICE, "posts": "posts.yaml", "message": "messages/all.yaml"}.items():
        value = yaml.safe_load((SOUND / file).read_text())
        jsonschema.validate(value, schemas[name])
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"code": "x", "titles": "a", "bodies": "b", "boddies": "c"}, schemas["message"])


def test_checking_speaks_both_languages_and_says_so_in_its_exit_code(
    pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check_command(pack) == 0
    change(pack, "posts.yaml", "law-1", "law-2")
    assert check_command(pack) == 1
    said = capsys.readouterr().out
    assert f"{pack}/posts.yaml:5:" in said
    assert "ไม่รู้จักฐานกฎหมาย law-2" in said
    assert "Did you mean law-1?" in said


def test_checking_needs_neither_settings_nor_a_database(pack: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "korat.config.packs", "check", str(pack)],
        env={"PATH": ""},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_a_paper_template_is_tried_and_its_fault_told(pack: Path) -> None:
    papers = pack / "papers"
    papers.mkdir()
    (papers / "sheet.typ").write_text("#let sheet(data, qr) = { data.content.title; qr }")
    assert check(pack) == []
    assert [one.code for one in load(pack).papers] == ["sheet"]
    (papers / "sheet.typ").write_text("#let sheet(data, qr) = { data.nothing; qr }")
    (problem,) = check(pack)
    assert problem.file == str(papers / "sheet.typ")
    assert "nothing" in problem.en
    with pytest.raises(Problems):
        load(pack)
