# /// script
# requires-python = ">=3.11"
# dependencies = ["fonttools[woff]==4.68.0", "brotli==1.2.1", "pillow==13.0.0"]
# ///
"""Build what the pages load: ``cd assets && npm ci --ignore-scripts && uv run build.py``.

Writes ``src/motcua/web/static/motcua`` anew: three style sheets, the vendored modules, fonts and images, each text file
with its ``.br`` and ``.gz``, the licences, and ``VENDOR.toml`` with name, version, licence and sha256 of every file
that others made. The result is committed; running Motcua needs neither Node nor this script.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import brotli
from fontTools import subset
from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw

HERE = Path(__file__).resolve().parent
MODULES = HERE / "node_modules"
OUT = HERE.parent / "src" / "motcua" / "web" / "static" / "motcua"
COMPRESSED = {".css", ".js", ".svg"}
WEIGHTS = (400, 700)
SUBSETS = ("latin", "vietnamese")
MOJ_IMAGES = re.compile(r"url\(\.\./images/([a-z0-9-]+\.svg)\)")
CREST_RULE = re.compile(r"[^{}]*\{[^{}]*govuk-crest[^{}]*\}")
SON, GOLD = (155, 28, 31), (240, 207, 133)


@dataclass
class Vendored:
    """One package and the files of it that we ship."""

    package: str
    licence: str
    licence_file: Path
    files: list[Path] = field(default_factory=list)

    @property
    def version(self) -> str:
        found = json.loads((MODULES / self.package / "package.json").read_text(encoding="utf-8"))
        return str(found["version"])


def main() -> int:
    if not MODULES.is_dir():
        print("run npm ci --ignore-scripts first", file=sys.stderr)  # noqa: T201
        return 1
    shutil.rmtree(OUT, ignore_errors=True)
    for folder in ("css", "js/vendor", "fonts", "images", "licences"):
        (OUT / folder).mkdir(parents=True)
    govuk = Vendored("govuk-frontend", "MIT", HERE / "licences" / "mit-govuk.txt")
    moj = Vendored("@ministryofjustice/frontend", "MIT", HERE / "licences" / "mit-moj.txt")
    htmx = Vendored("htmx.org", "0BSD", MODULES / "htmx.org" / "LICENSE")
    font = Vendored("@fontsource/be-vietnam-pro", "OFL-1.1", MODULES / "@fontsource" / "be-vietnam-pro" / "LICENSE")
    ed25519 = Vendored("@noble/ed25519", "MIT", MODULES / "@noble" / "ed25519" / "LICENSE")
    maplibre = Vendored("maplibre-gl", "BSD-3-Clause", MODULES / "maplibre-gl" / "LICENSE.txt")
    # Since version 6 the library is modules whose worker is a file of its own: no blob; worker-src 'self' is enough.
    vendor_script(maplibre, "dist/maplibre-gl.mjs", "maplibre-gl", suffix=".js")
    vendor_script(maplibre, "dist/maplibre-gl-worker.mjs", "maplibre-gl-worker", suffix=".js")
    vendor_script(ed25519, "index.js", "ed25519", suffix=".js")
    vendor_script(govuk, "dist/govuk/govuk-frontend.min.js", "govuk-frontend")
    vendor_script(moj, "moj/moj-frontend.min.js", "moj-frontend")
    vendor_script(htmx, "dist/htmx.esm.min.js", "htmx", suffix=".esm.min.js")
    for script in sorted((HERE / "js").glob("*.js")):
        shutil.copy(script, OUT / "js" / script.name)
    vendor_fonts(font)
    used = style_sheets()
    for name in sorted(used):
        moj.files.append(copied(MODULES / moj.package / "moj" / "assets" / "images" / name, OUT / "images" / name))
    for image in sorted((HERE / "images").iterdir()):
        shutil.copy(image, OUT / "images" / image.name)
    favicon(OUT / "images" / "favicon.ico")
    compress()
    manifest([ed25519, govuk, maplibre, moj, htmx, font])
    return 0


def copied(source: Path, target: Path) -> Path:
    shutil.copy(source, target)
    return target


def vendor_script(vendored: Vendored, path: str, name: str, suffix: str = ".min.js") -> None:
    """Copy a module under a name with its version, without the line that points at a source map we do not ship."""
    text = (MODULES / vendored.package / path).read_text(encoding="utf-8")
    text = re.sub(r"\n?//# sourceMappingURL=\S+\s*$", "\n", text)
    target = OUT / "js" / "vendor" / f"{name}-{vendored.version}{suffix}"
    target.write_text(text, encoding="utf-8")
    vendored.files.append(target)


def vendor_fonts(font: Vendored) -> None:
    folder = MODULES / font.package / "files"
    for weight in WEIGHTS:
        for part in SUBSETS:
            source = folder / f"be-vietnam-pro-{part}-{weight}-normal.woff2"
            target = OUT / "fonts" / f"be-vietnam-pro-{font.version}-{part}-{weight}.woff2"
            font.files.append(copied(source, target))
        target = OUT / "fonts" / f"motcua-figures-{font.version}-{weight}.woff2"
        cut_figures(folder / f"be-vietnam-pro-latin-{weight}-normal.woff2", target)
        font.files.append(target)


def cut_figures(source: Path, target: Path) -> None:
    """Ten digits of Be Vietnam Pro, each centred on the width of its zero: the face has no tabular figures."""
    options = subset.Options(flavor="woff2", layout_features=[], hinting=False, name_IDs=[1, 2, 13, 14])
    face = subset.load_font(str(source), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=range(0x30, 0x3A))
    cutter.subset(face)
    centre_digits(face)
    for record in face["name"].names:
        if record.nameID == 1:
            record.string = "Motcua Figures"
    subset.save_font(face, str(target), options)


def centre_digits(face: TTFont) -> None:
    names = face.getBestCmap()
    width = face["hmtx"][names[0x30]][0]
    for code in range(0x30, 0x3A):
        name = names[code]
        old_width, bearing = face["hmtx"][name]
        shift = (width - old_width) // 2
        glyph = face["glyf"][name]
        glyph.expand(face["glyf"])
        if glyph.numberOfContours > 0:
            glyph.coordinates.translate((shift, 0))
            glyph.recalcBounds(face["glyf"])
        elif glyph.isComposite():
            for component in glyph.components:
                component.x += shift
            glyph.recalcBounds(face["glyf"])
        face["hmtx"][name] = (width, bearing + shift)


def style_sheets() -> set[str]:
    """Compile the bundles; the names of MoJ's images they use."""
    used: set[str] = set()
    for bundle in ("portal", "desk", "map"):
        made = subprocess.run(
            ["npx", "sass", "--load-path=.", "--style=compressed", "--no-source-map", "--quiet", f"sass/{bundle}.scss"],
            cwd=HERE,
            check=True,
            capture_output=True,
            text=True,
        )
        # GOV.UK's footer draws its crest; we have no right to it and never use those classes.
        text = CREST_RULE.sub("", made.stdout)
        if "govuk-crest" in text or "GDS Transport" in text:
            raise SystemExit(f"{bundle}: something of GOV.UK's own brand is left in the style sheet")
        used |= set(MOJ_IMAGES.findall(text))
        (OUT / "css" / f"{bundle}.css").write_text(text, encoding="utf-8")
    return used


def favicon(target: Path) -> None:
    """The emblem at 32 px for browsers that want an .ico."""
    size, scale = 32, 8
    image = Image.new("RGBA", (size * scale, size * scale))
    draw = ImageDraw.Draw(image)
    unit = size * scale / 40

    def at(*points: float) -> list[float]:
        return [point * unit for point in points]

    draw.rounded_rectangle(at(0, 0, 40, 40), radius=7 * unit, fill=SON)
    draw.pieslice(at(12, 8, 28, 24), 180, 360, fill=GOLD)
    draw.rectangle(at(12, 16, 28, 31), fill=GOLD)
    draw.pieslice(at(14.5, 10.5, 25.5, 21.5), 180, 360, fill=SON)
    draw.rectangle(at(14.5, 16, 25.5, 31), fill=SON)
    draw.polygon(at(14.5, 31, 20.5, 28, 20.5, 13.5, 14.5, 14.5), fill=GOLD)
    draw.rectangle(at(8, 30, 32, 32), fill=GOLD)
    image.resize((size, size), Image.Resampling.LANCZOS).save(target, sizes=[(size, size)])


def compress() -> None:
    for path in sorted(OUT.rglob("*")):
        if path.suffix in COMPRESSED:
            data = path.read_bytes()
            path.with_name(path.name + ".br").write_bytes(brotli.compress(data, quality=11))
            path.with_name(path.name + ".gz").write_bytes(gzip.compress(data, 9, mtime=0))


def manifest(packages: list[Vendored]) -> None:
    lines = [
        "# What the pages load that others made. Written by assets/build.py; a test compares every sha256.",
        "",
    ]
    for one in sorted(packages, key=lambda each: each.package):
        licence = OUT / "licences" / f"{one.package.strip('@').replace('/', '-')}.txt"
        shutil.copy(one.licence_file, licence)
        lines += [
            "[[package]]",
            f'name = "{one.package}"',
            f'version = "{one.version}"',
            f'licence = "{one.licence}"',
            f'licence_file = "{licence.relative_to(OUT).as_posix()}"',
            "",
        ]
        for path in sorted(one.files):
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            lines += ["[[package.file]]", f'path = "{path.relative_to(OUT).as_posix()}"', f'sha256 = "{digest}"', ""]
    (OUT / "VENDOR.toml").write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
