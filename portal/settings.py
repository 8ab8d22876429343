"""Every setting, in one frozen dataclass: name, type, default and help; `Settings.load` reads them.

`DATA_DIR` is read from `PORTAL_DATA_DIR`, and so on; `HOST` and `PORT` are read without the prefix too.
An unknown `PORTAL_…` variable or a value that does not parse stops the start with a `SettingsError`.
"""

# ruff: noqa: RUF009 - `_setting` is `field` with a help text

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

MIB = 1024 * 1024
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
LEAST = {
    "api_requests_per_minute": 0,
    "port": 0,
    "trusted_proxies": 0,
    "sign_in_pause_seconds": 0,
    "sql_waiting": 0,
    "sql_seconds_per_minute": 0,
}
MOST = {"port": 65535}
"""Bounds of numbers other than 1 and above."""
_TILES = re.compile(
    r"https?://(\{s\}\.)?[\w.-]+(:\d+)?/(?=\S*\{z\})(?=\S*\{x\})(?=\S*\{y\})[^\s;,'\"]+", re.ASCII
)


class SettingsError(Exception):
    """A setting is unknown or its value cannot be used; the message says which and what is accepted."""


def _setting(default: Any, help_text: str) -> Any:
    return field(default=default, metadata={"help": help_text})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What an operator may set. Paths are absolute; sizes in bytes, times in seconds."""

    host: str = _setting(
        "127.0.0.1", "Address the web server listens on. 0.0.0.0 is every address of the machine."
    )
    port: int = _setting(8000, "Port the web server listens on.")
    web_workers: int = _setting(2, "Number of web server processes.")
    web_threads: int = _setting(8, "Threads in each web server process.")
    data_dir: Path = _setting(
        Path("var"), "Folder of database, index, files and keys. Back up this one folder."
    )
    database_url: str = _setting("", "SQLAlchemy URL of the database. Empty: SQLite in the data folder.")
    schemas_dir: Path = _setting(
        Path("catalog_schemas"), "Folder of the field specifications and vocabularies."
    )
    seed_dir: Path = _setting(Path("seed_data"), "Folder of the sample city that `portal seed` loads.")
    site_url: str = _setting(
        "",
        "Public address, such as https://data.example.vn; used in feeds and by `portal dataset add`. "
        "Empty: the address of the request.",
    )
    city_name_vi: str = _setting("Thành phố Hà Nội", "Name of the city in Vietnamese.")
    city_name_en: str = _setting("City of Hà Nội", "Name of the city in English.")
    operator_vi: str = _setting("Sở Khoa học và Công nghệ", "Agency that runs the portal, in Vietnamese.")
    operator_en: str = _setting(
        "Department of Science and Technology", "Agency that runs the portal, in English."
    )
    contact_email: str = _setting(
        "", "Address for requests and error reports. Empty: pages name the agency only."
    )
    secret_key: str = _setting(
        "", "Key that signs sessions. Empty: made once and kept in the data folder, mode 0600."
    )
    demo_password: str = _setting(
        "", "Password of the sample accounts. Empty: random, printed once by `portal seed`."
    )
    is_behind_tls: bool = _setting(False, "The portal is reached by HTTPS: secure cookies and HSTS.")
    trusted_proxies: int = _setting(0, "Number of reverse proxies whose X-Forwarded-… headers are believed.")
    max_upload_bytes: int = _setting(2048 * MIB, "Largest file a steward may upload.")
    session_hours: int = _setting(10, "Hours after which an unused session ends.")
    sign_in_attempts: int = _setting(5, "Wrong passwords per account and address before a pause.")
    sign_in_pause_seconds: int = _setting(300, "Length of that pause.")
    ingest_memory_bytes: int = _setting(
        1536 * MIB, "Memory limit of the process that reads an uploaded table."
    )
    ingest_seconds: int = _setting(600, "Time limit of that process.")
    export_cache_bytes: int = _setting(
        4096 * MIB,
        "Room for tables kept ready in the formats people downloaded; the longest unused go first.",
    )
    api_requests_per_minute: int = _setting(
        300, "What one client address may ask of the API in a minute; a download counts ten. 0: any number."
    )
    sql_seconds: int = _setting(8, "Seconds after which a statement of the SQL page or API is stopped.")
    sql_workers: int = _setting(
        1, "Statements that each web server process runs at once, each in a process of its own."
    )
    sql_waiting: int = _setting(
        3, "Statements that may wait for their turn in each web server process; each takes a thread."
    )
    sql_seconds_per_minute: int = _setting(
        30,
        "Seconds of SQL that one address gets each minute; a statement counts as one or more. 0: no limit.",
    )
    map_tiles_url: str = _setting(
        "",
        "Tiles of a base map, such as https://tiles.example.vn/{z}/{x}/{y}.png. Empty: a sketch of the city.",
    )
    map_attribution: str = _setting("", "Whom maps name as the source of the base map.")
    log_level: str = _setting("INFO", "DEBUG, INFO, WARNING or ERROR.")

    @classmethod
    def load(cls, environ: Mapping[str, str]) -> Settings:
        """Read settings from `environ`. Raises `SettingsError` naming the first bad variable."""
        known = {f"PORTAL_{f.name.upper()}": f for f in fields(cls)}
        given = {name: value for name, value in environ.items() if name.startswith("PORTAL_")}
        for name in ("HOST", "PORT"):
            if name in environ:
                given.setdefault(f"PORTAL_{name}", environ[name])
        values: dict[str, Any] = {}
        for name, text in given.items():
            if name not in known:
                raise SettingsError(f"{name} is not a setting. `portal settings` lists them all.")
            values[known[name].name] = _parse(name, known[name].type, text)
        settings = cls(**values)
        settings._refuse_nonsense()
        return settings.resolved()

    def _refuse_nonsense(self) -> None:
        for f in fields(self):
            value = getattr(self, f.name)
            if f.type == "int" and not LEAST.get(f.name, 1) <= value <= MOST.get(f.name, value):
                raise SettingsError(f"PORTAL_{f.name.upper()}={value} is out of range.")
        if self.log_level not in LOG_LEVELS:
            raise SettingsError(
                f"PORTAL_LOG_LEVEL={self.log_level!r} cannot be used: give one of {', '.join(LOG_LEVELS)}."
            )
        if self.site_url and not self.site_url.startswith(("http://", "https://")):
            raise SettingsError(
                f"PORTAL_SITE_URL={self.site_url!r} cannot be used: it begins with https:// or http://."
            )

        if self.map_tiles_url and not _TILES.fullmatch(self.map_tiles_url):
            raise SettingsError(
                f"PORTAL_MAP_TILES_URL={self.map_tiles_url!r} cannot be used: "
                "give an address with {z}, {x} and {y}, such as https://tiles.example.vn/{z}/{x}/{y}.png."
            )

    def resolved(self) -> Settings:
        """The same settings with absolute paths and with the database URL filled in."""
        data_dir = self.data_dir.absolute()
        changes: dict[str, Any] = {
            "data_dir": data_dir,
            "schemas_dir": self.schemas_dir.absolute(),
            "seed_dir": self.seed_dir.absolute(),
            "database_url": self.database_url or f"sqlite:///{data_dir / 'portal.db'}",
            "site_url": self.site_url.rstrip("/"),
        }
        return Settings(**{f.name: changes.get(f.name, getattr(self, f.name)) for f in fields(self)})

    @property
    def table_cache_dir(self) -> Path:
        """Local copies of tables, where the store of files is not on this machine."""
        return self.data_dir / "cache" / "tables"

    def session_secret(self) -> str:
        """The signing key: the setting, or the one kept in the data folder, made at the first call."""
        if self.secret_key:
            return self.secret_key
        path = self.data_dir / "secret_key"
        if not path.exists():
            self.data_dir.mkdir(parents=True, exist_ok=True)
            _keep_secret(path, secrets.token_urlsafe(48))
        return path.read_text().strip()


def _keep_secret(path: Path, secret: str) -> None:
    """Write `path` unless it is there: complete under its name, whoever else writes or whatever crashes."""
    own = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    try:
        with open(own, "x", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(secret)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(own, path)
    finally:
        own.unlink(missing_ok=True)


def _parse(name: str, kind: Any, text: str) -> Any:
    try:
        match kind:
            case "int":
                return int(text)
            case "bool":
                return {
                    "1": True,
                    "true": True,
                    "yes": True,
                    "0": False,
                    "false": False,
                    "no": False,
                    "": False,
                }[text.lower()]
            case "Path":
                return Path(text)
            case _:
                return text
    except (ValueError, KeyError):
        accepted = {"int": "a whole number", "bool": "true or false"}[str(kind)]
        raise SettingsError(f"{name}={text!r} cannot be used: give {accepted}.") from None
