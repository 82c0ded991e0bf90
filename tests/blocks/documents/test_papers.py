"""A paper without a database: rendered, sealed, signed, and every way in which it may be no longer what it was."""

from __future__ import annotations

import io
import json
import stat
import subprocess
from datetime import timedelta
from pathlib import Path

import pypdf
import pytest
import rfc8785
import segno
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from korat.blocks.documents.papers import (
    attached,
    claims,
    lasting,
    loading,
    pades,
    rendering,
    revocations,
    stamping,
    trust,
    verify,
)  # fmt: skip
from korat.blocks.documents.papers.certificates import Registry
from korat.kernel.errors import Invalid
from korat.kernel.signing import SigningKey
from tests.blocks.documents.papers import ROOT, WORDS, House, every_flip
from tests.conftest import NOW

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    return House(tmp_path_factory.mktemp("house"), NOW)


@pytest.fixture(scope="module")
def neighbour(tmp_path_factory: pytest.TempPathFactory) -> House:
    found = House(tmp_path_factory.mktemp("neighbour"), NOW, code="th-31-elsewhere")
    found.seal()
    return found


@pytest.fixture(scope="module")
def paper(house: House) -> bytes:
    return house.paper()


def state(house: House, text: str, known: revocations.Revocations | None = None) -> str:
    return verify.text(text, house.trust, known, NOW, NOW.date()).state


def of_file(house: House, data: bytes, known: revocations.Revocations | None = None) -> verify.Finding:
    return verify.file(data, house.trust, known, NOW, NOW.date())


def test_a_seal_holds_and_says_how_old_the_list_is(house: House) -> None:
    _, text = house.seal()
    found = verify.text(text, house.trust, house.revoked(at=NOW - 3 * DAY), NOW, NOW.date())
    assert (found.state, found.list_days, found.overdue) == ("valid", 3, True)
    assert found.claims is not None
    assert found.claims.number == "D69-000001-1"


def test_a_seal_is_read_as_it_was_typed_in_small_letters_with_blanks_and_without_its_address(house: House) -> None:
    _, text = house.seal()
    letters = text.rsplit("/", 1)[1].lower()
    assert state(house, "\n ".join(letters[i : i + 8] for i in range(0, len(letters), 8))) == "valid"


def test_a_seal_fits_into_240_bytes_and_its_qr_is_printed_at_25_mm_at_least(house: House) -> None:
    _, text = house.seal(expires=NOW.date())
    assert len(claims.decoded(text.rsplit("/", 1)[1])) <= 240
    _, width = rendering.qr(text)
    modules = (width - 2 * rendering.QUIET * rendering.MODULE_MM) / rendering.MODULE_MM
    assert modules * rendering.MODULE_MM >= 25


def test_a_revoked_an_expired_and_a_foreign_paper_are_told_apart(house: House, neighbour: House) -> None:
    uuid, text = house.seal()
    other, _ = house.seal()
    assert state(house, text, house.revoked(other)) == "valid"
    assert state(house, text, house.revoked(uuid)) == "revoked"
    assert state(house, house.seal(expires=NOW.date())[1]) == "valid"
    assert state(house, house.seal(expires=NOW.date() - DAY)[1]) == "expired"
    assert state(house, neighbour.seal()[1]) == "unknown_issuer"


def test_who_claims_to_be_us_with_a_key_that_we_never_had_is_a_forger(house: House, tmp_path: Path) -> None:
    assert state(house, House(tmp_path, NOW, code=house.code).seal()[1]) == "altered"


def test_no_flipped_bit_goes_unnoticed(house: House) -> None:
    """Each of them: the header that is not signed hides one place, an empty map that becomes an empty list."""
    for flipped in every_flip(house.seal()[1]):
        assert state(house, flipped) in ("altered", "unknown_issuer", "not_a_paper")


@settings(max_examples=60)
@given(missing=st.integers(1, 320))
def test_a_text_cut_short_is_no_paper(house: House, missing: int) -> None:
    assert state(house, house.seal()[1][:-missing]) == "not_a_paper"


@given(st.text(max_size=900))
def test_any_other_text_is_no_paper(text: str) -> None:
    with pytest.raises(claims.NotAPaper):
        claims.read(text)


@settings(max_examples=400)
@given(noise=st.binary(min_size=25, max_size=400), at=st.integers(0, 170))
def test_whatever_stands_in_a_qr_is_answered(house: House, noise: bytes, at: int) -> None:
    sealed = claims.decoded(house.seal()[1].rsplit("/", 1)[1])
    for data in (noise, sealed[:at] + noise[:20] + sealed[at + 20 :]):
        assert state(house, claims.text_of(data[:400], "https://x")) != "valid"


def test_the_list_is_believed_only_from_a_key_that_we_know(house: House, neighbour: House) -> None:
    text = revocations.signed(house.code, [], NOW, trust.ring(house.home, True).current)
    assert revocations.read(text, house.trust.publics).sequence == 0
    for wrong in (text.replace("th-30", "th-31"), text[:-5], "{}", "[]", "x"):
        with pytest.raises(Invalid):
            revocations.read(wrong, house.trust.publics)
    with pytest.raises(Invalid):
        revocations.read(text, neighbour.trust.publics)


def test_published_keys_check_a_paper_elsewhere(house: House, paper: bytes) -> None:
    said = json.dumps(trust.published(house.home, house.code, {"th": "จังหวัด"}, "https://korat.example", True))
    found = verify.file(paper, trust.of_file(said), None, NOW, NOW.date())
    assert (found.state, found.list_days, found.signed_by) == ("valid", None, "กองช่าง")
    with pytest.raises(Invalid):
        trust.of_file("{}")


def test_a_rotated_key_still_proves_what_it_signed(tmp_path: Path) -> None:
    house = House(tmp_path, NOW)
    _, before = house.seal()
    trust.ring(house.home, True).keep(SigningKey.new())
    _, after = house.seal()
    assert claims.read(before).key_id != claims.read(after).key_id
    assert (state(house, before), state(house, after)) == ("valid", "valid")
    keys = trust.published(house.home, "x", {}, "x", True)["keys"]
    assert (keys[0]["to"], keys[1]["to"]) == (keys[1]["from"], None)


def test_a_lost_key_ends_signing_and_never_checking(tmp_path: Path) -> None:
    """Recovery: start again. The next keys are made; what the lost ones signed is still checked by their public parts."""
    house = House(tmp_path, NOW)
    before = house.paper()
    for lost in [*tmp_path.glob("keys/papers-qr/*.key"), *tmp_path.glob("keys/papers/*/ca.key")]:
        lost.unlink()
    after = house.paper()
    assert sorted(path.name for path in (tmp_path / "keys/papers").iterdir()) == ["0001", "0002"]
    assert (of_file(house, before).state, of_file(house, after).state) == ("valid", "valid")


def test_the_keys_of_papers_are_for_their_owner_alone(house: House, paper: bytes) -> None:
    keys = [*house.home.glob("keys/papers*/**/*.key")]
    assert len(keys) == 4
    for path in keys:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700, path


def test_a_paper_is_pdf_a_3a_tagged_and_the_same_bytes_each_time(house: House) -> None:
    pdf, text = house.unsigned()
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    xmp = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in xmp
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in xmp
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert {name: data[0] for name, data in reader.attachments.items()}[attached.SEAL].decode() == text
    template = (Path(__file__).resolve().parents[3] / "packs/th-base/papers/sheet.typ").read_text()
    sheet = rendering.Sheet(attached.files(pdf)[attached.DATA], text, template, NOW)
    assert rendering.pdf(sheet) == pdf


def test_thai_comes_out_of_a_paper_as_it_went_in(paper: bytes, tmp_path: Path) -> None:
    (tmp_path / "paper.pdf").write_bytes(paper)
    said = subprocess.run(["pdftotext", str(tmp_path / "paper.pdf"), "-"], capture_output=True, text=True, check=True)
    assert WORDS in said.stdout
    assert "เอกสารสาธิต" in said.stdout


@pytest.mark.parametrize("pack", ["th-base", "xx-00-example"])
def test_each_pack_renders_and_letters_without_a_font_stop_nothing(house: House, pack: str) -> None:
    pdf, _ = house.unsigned(pack, lead='漢字 😀 \\ " #panic(1) */ ก', big="ŝ")
    assert "漢字 😀" in json.loads(attached.files(pdf)[attached.DATA])["content"]["lead"]


def test_a_template_reads_no_file_of_the_machine(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    assert rendering.fault("#let sheet(data, qr) = { data.content.title; qr }") == ""
    for path in (secret, "../rendering.py", "/etc/hostname"):
        assert rendering.fault(f'#let sheet(data, qr) = {{ read("{path}"); qr }}'), path


def test_a_signed_paper_is_valid_to_us_and_to_pdfsig(house: House, paper: bytes, tmp_path: Path) -> None:
    found = of_file(house, paper, house.revoked())
    assert (found.state, found.signed_by, found.list_days) == ("valid", "กองช่าง", 0)
    (tmp_path / "paper.pdf").write_bytes(paper)
    said = subprocess.run(["pdfsig", str(tmp_path / "paper.pdf")], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid" in said
    assert "ETSI.CAdES.detached" in said
    assert "Total document signed" in said


def test_an_incremental_update_after_signing_is_found(house: House, paper: bytes, tmp_path: Path) -> None:
    writer = pypdf.PdfWriter(io.BytesIO(paper), incremental=True)
    writer.add_metadata({"/Title": "Another title"})
    out = io.BytesIO()
    writer.write(out)
    changed = out.getvalue()
    assert changed.startswith(paper[:-10])
    assert (of_file(house, changed).state, of_file(house, changed).why) == ("altered", "file")
    (tmp_path / "changed.pdf").write_bytes(changed)
    said = subprocess.run(["pdfsig", str(tmp_path / "changed.pdf")], capture_output=True, text=True, check=False).stdout
    assert "Total document signed" not in said


@pytest.mark.parametrize("tail", [b"\n", b"%x", b"\n%%EOF"])
def test_a_byte_added_at_the_end_is_found(house: House, paper: bytes, tail: bytes) -> None:
    assert of_file(house, paper + tail).state == "altered"


def test_words_hidden_in_the_room_of_the_signature_are_found(house: House, paper: bytes) -> None:
    """No signature covers the place where it stands itself."""
    last = paper.index(b"00>", paper.index(b"/Contents <"))
    assert paper[last - 100 : last] == b"0" * 100
    assert of_file(house, paper[: last - 50] + b"41" + paper[last - 48 :]).state == "altered"


def test_a_file_cut_short_a_changed_byte_and_a_missing_signature_are_found(house: House, paper: bytes) -> None:
    assert of_file(house, paper[:-200]).state == "altered"
    middle = paper.index(b"stream") + 40
    assert of_file(house, paper[:middle] + bytes([paper[middle] ^ 1]) + paper[middle + 1 :]).state == "altered"
    unsigned, _ = house.unsigned()
    assert (of_file(house, unsigned).state, of_file(house, unsigned).why) == ("altered", "signature")
    assert of_file(house, b"hello").state == "not_a_paper"
    assert of_file(house, b"").state == "not_a_paper"


def test_a_paper_signed_under_another_authority_is_not_ours(house: House, neighbour: House) -> None:
    unsigned, _ = house.unsigned()
    found = of_file(house, neighbour.sign(unsigned))
    assert (found.state, found.why) == ("altered", "signature")


def test_other_data_under_the_same_seal_are_found(house: House) -> None:
    pdf, text = house.unsigned()
    data = attached.files(pdf)[attached.DATA].replace(b'"R"', b'"S"')
    template = (Path(__file__).resolve().parents[3] / "packs/th-base/papers/sheet.typ").read_text()
    found = of_file(house, house.sign(rendering.pdf(rendering.Sheet(data, text, template, NOW))))
    assert (found.state, found.why) == ("altered", "data")


def test_a_seal_says_its_office_and_holds_for_a_clock_that_is_behind(house: House, paper: bytes) -> None:
    registry = Registry(house.home, house.code)
    seal = registry.seal("works", "กองช่าง", NOW).certificate
    assert seal.subject.rfc4514_string() == "CN=กองช่าง,O=กองช่าง"
    early = NOW - timedelta(minutes=5)
    assert pades.check(paper, house.trust.authorities, early).holds


def test_every_thai_letter_mark_and_digit_can_be_printed(house: House) -> None:
    """A font in parts, one of which lacks letters of the other, printed question marks in the middle of words."""
    letters = "".join(map(chr, [*range(0x0E01, 0x0E3B), *range(0x0E3F, 0x0E5C)]))
    said = f"{letters} บันทึกผู้เปิดดูข้อมูลของตน ข้อ 12 ของ (ขวา) é ő"
    data = rfc8785.dumps(
        {**rendering.SAMPLE, "content": {**dict(rendering.SAMPLE["content"]), "lead": said, "title": said}}
    )
    template = (ROOT / "packs/th-base/papers/sheet.typ").read_text()
    assert rendering.compiled(rendering.Sheet(data, house.seal(data)[1], template, NOW), data.decode())


def test_a_signature_is_made_to_last_and_made_to_last_again(house: House, paper: bytes, tmp_path: Path) -> None:
    registry = Registry(house.home, house.code)
    authority = registry.authority(NOW)
    for age in (300 * DAY, 600 * DAY):
        at = NOW + age
        stamper = stamping.own_stamper(registry.clock_stamp(NOW), authority, at)
        paper, before = lasting.prolonged(paper, [authority], stamper, at), paper
        assert paper.startswith(before)
        found = verify.file(paper, house.trust, None, at, at.date())
        assert (found.state, found.signed_by) == ("valid", "กองช่าง")
    root = pypdf.PdfReader(io.BytesIO(paper)).trailer["/Root"]
    assert root["/DSS"]["/CRLs"]
    assert paper.count(b"/DocTimeStamp") == 2
    assert of_file(house, paper + b"\n").state == "altered"
    (tmp_path / "paper.pdf").write_bytes(paper)
    said = subprocess.run(["pdfsig", str(tmp_path / "paper.pdf")], capture_output=True, text=True, check=False).stdout
    assert said.count("Signature is Valid") >= 1


def test_pyhanko_itself_finds_signature_and_timestamp_trusted(house: House, paper: bytes) -> None:
    roots = [loading.loaded(pem.encode()) for pem in house.trust.authorities]
    context = ValidationContext(trust_roots=roots, allow_fetching=False, moment=NOW)
    status = validate_pdf_signature(PdfFileReader(io.BytesIO(paper)).embedded_signatures[0], context, context)
    assert status.bottom_line
    assert status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    assert status.timestamp_validity.valid and status.timestamp_validity.trusted
    assert status.timestamp_validity.timestamp == NOW


def test_the_qr_on_the_page_is_the_seal_module_by_module_and_at_least_25_mm_wide(house: House, tmp_path: Path) -> None:
    """Rendered at 200 dpi, found by its dark edges left of the words about checking, compared with what it should be."""
    pdf, text = house.unsigned()
    (tmp_path / "paper.pdf").write_bytes(pdf)
    drawn = ["pdftoppm", "-r", "200", "-gray", "-singlefile", str(tmp_path / "paper.pdf"), str(tmp_path / "page")]
    subprocess.run(drawn, check=True)
    per_mm = 200 / 25.4
    page = Image.open(tmp_path / "page.pgm").crop(tuple(round(mm * per_mm) for mm in (20, 235, 60, 275)))
    dark = page.point(lambda grey: 255 if grey < 128 else 0)
    left, top, right, bottom = dark.getbbox()
    matrix = [list(row) for row in segno.make(text, error="m", micro=False).matrix]
    size = len(matrix)
    step = (right - left) / size
    assert step * size / per_mm >= 25
    assert abs((right - left) - (bottom - top)) <= 2
    seen = [
        [int(dark.getpixel((left + (x + 0.5) * step, top + (y + 0.5) * step)) > 0) for x in range(size)]
        for y in range(size)
    ]
    assert seen == matrix


def test_each_office_of_a_town_has_a_seal_of_its_own(tmp_path: Path) -> None:
    registry = Registry(tmp_path, "A Province")
    made = {office: registry.seal(f"a-town.{office}", office.title(), NOW).id for office in ("engineering", "finance")}
    assert made["finance"] != made["engineering"]
    again = Registry(tmp_path, "A Province")
    assert {office: again.seal(f"a-town.{office}", "Anybody", NOW).id for office in made} == made
