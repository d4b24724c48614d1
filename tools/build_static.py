"""Copies styles, fonts and scripts of other people from node_modules and the venv into static/vendor, fit for our policy.

Run at set-up after `npm ci --ignore-scripts`: `python tools/build_static.py [--modules DIR] [--out DIR]`. Pure Python.
Bootstrap carries its icons as `data:` addresses, which `img-src 'self'` refuses: they become files.
"""

import argparse
import hashlib
import re
import shutil
import sys
from importlib.resources import files
from pathlib import Path
from urllib.parse import unquote

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "takatuf" / "web" / "static" / "vendor"
DATA_ADDRESS = re.compile(r"""url\((["'])data:image/svg\+xml,(.*?)\1\)""")
SOURCE_MAP = re.compile(r"\n?(/\*|//)# sourceMappingURL=[^\n*]*(\*/)?")
# Comments carry addresses that nothing calls; the licence is copied beside. `/*!` opens Bootstrap's and RTLCSS's own.
CSS_COMMENT = re.compile(r"/\*!?.*?\*/", re.DOTALL)

STYLES = ("bootstrap.min.css", "bootstrap.rtl.min.css")
PLEX = "@fontsource/ibm-plex-sans-arabic"
AMIRI = "@expo-google-fonts/amiri"
FONTS = {
    **{
        f"plex-{subset}-{weight}.woff2": f"{PLEX}/files/ibm-plex-sans-arabic-{subset}-{weight}-normal.woff2"
        for subset in ("arabic", "latin")
        for weight in (400, 700)
    },
    "Amiri-Regular.ttf": f"{AMIRI}/400Regular/Amiri_400Regular.ttf",
    "Amiri-Bold.ttf": f"{AMIRI}/700Bold/Amiri_700Bold.ttf",
}
LICENCES = {
    "bootstrap-MIT.txt": "bootstrap/LICENSE",
    "ibm-plex-OFL.txt": f"{PLEX}/LICENSE",
    "amiri-OFL.txt": f"{AMIRI}/LICENSE_FONT",
}


def take_icons_out(css: str, icons: dict[str, str]) -> str:
    """Put a file's address in the place of each icon; `icons` collects file name -> SVG text."""

    def to_file(match: re.Match[str]) -> str:
        svg = unquote(match[2])
        name = f"{hashlib.sha256(svg.encode()).hexdigest()[:12]}.svg"
        icons[name] = svg
        return f'url("icons/{name}")'

    return DATA_ADDRESS.sub(to_file, css)


def copy_styles(modules: Path, out: Path) -> int:
    """Both directions of Bootstrap, without comments, maps and data addresses; returns the number of icons."""
    icons: dict[str, str] = {}
    for name in STYLES:
        css = (modules / "bootstrap/dist/css" / name).read_text(encoding="utf-8")
        css = take_icons_out(CSS_COMMENT.sub("", css), icons).strip() + "\n"
        if "data:" in css or "sourceMappingURL" in css or "http" in css:
            raise SystemExit(f"{name} still holds a data: address, a source map or an outside address.")
        (out / name).write_text(css, encoding="utf-8")
    (out / "icons").mkdir()
    for name, svg in icons.items():
        (out / "icons" / name).write_text(svg, encoding="utf-8")
    return len(icons)


def copy_scripts(modules: Path, out: Path) -> None:
    """Bootstrap's bundle and htmx, without source maps; htmx comes with django-htmx, so that both fit each other."""
    bundle = (modules / "bootstrap/dist/js/bootstrap.bundle.min.js").read_text(encoding="utf-8")
    (out / "bootstrap.bundle.min.js").write_text(SOURCE_MAP.sub("", bundle), encoding="utf-8")
    htmx = files("django_htmx").joinpath("static/django_htmx/htmx-2.min.js").read_text(encoding="utf-8")
    (out / "htmx.min.js").write_text(SOURCE_MAP.sub("", htmx), encoding="utf-8")


def copy_files(modules: Path, out: Path, wanted: dict[str, str]) -> None:
    """Copy files under new names."""
    out.mkdir(parents=True)
    for name, source in wanted.items():
        shutil.copyfile(modules / source, out / name)


def build(modules: Path, out: Path) -> str:
    """Build everything beside `out` and put it in place at the end, so that a stop half-way leaves no half."""
    if not (modules / "bootstrap").is_dir():
        raise SystemExit(f"{modules} holds no bootstrap: run `npm ci --ignore-scripts` first.")
    fresh = out.with_name(out.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    icons = copy_styles(modules, fresh)
    copy_scripts(modules, fresh)
    copy_files(modules, fresh / "fonts", FONTS)
    copy_files(modules, fresh / "licences", LICENCES)
    shutil.rmtree(out, ignore_errors=True)
    fresh.rename(out)
    return f"Static files: {len(STYLES)} styles, {icons} icons, {len(FONTS)} fonts in {out}"


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--modules", type=Path, default=ROOT / "node_modules")
    parser.add_argument("--out", type=Path, default=OUT)
    arguments = parser.parse_args()
    print(build(arguments.modules, arguments.out))
    return 0


if __name__ == "__main__":
    sys.exit(main())
