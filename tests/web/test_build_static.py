"""What is taken from other people's packages fits our policy."""

from tests.web.messages import PACKAGE
from tools.build_static import SOURCE_MAP, take_icons_out

VENDOR = PACKAGE / "web" / "static" / "vendor"


def test_icons_become_files() -> None:
    icons: dict[str, str] = {}
    css = """a{background:url("data:image/svg+xml,%3csvg viewBox='0 0 8 8'/%3e")}b{mask:url('data:image/svg+xml,<svg/>')}"""

    changed = take_icons_out(css, icons)

    assert "data:" not in changed
    assert sorted(icons.values()) == ["<svg viewBox='0 0 8 8'/>", "<svg/>"]
    assert all(f'url("icons/{name}")' in changed for name in icons)


def test_source_maps_are_trimmed() -> None:
    assert SOURCE_MAP.sub("", "code\n//# sourceMappingURL=x.js.map") == "code"
    assert SOURCE_MAP.sub("", "a{}\n/*# sourceMappingURL=x.css.map */") == "a{}"
