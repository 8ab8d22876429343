"""Settings: read from the environment, and a slip stops the start with a sentence that says what to do."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from portal.settings import Settings, SettingsError


def test_nothing_set_gives_defaults_with_absolute_paths() -> None:
    settings = Settings.load({})

    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.data_dir.is_absolute()
    assert settings.database_url == f"sqlite:///{settings.data_dir / 'portal.db'}"


def test_values_have_the_type_of_their_setting() -> None:
    settings = Settings.load(
        {
            "PORTAL_PORT": "81",
            "PORTAL_IS_BEHIND_TLS": "Yes",
            "PORTAL_DATA_DIR": "/srv/x",
            "PORTAL_SITE_URL": "https://a.vn/",
        }
    )

    assert (settings.port, settings.is_behind_tls, settings.data_dir) == (81, True, Path("/srv/x"))
    assert settings.site_url == "https://a.vn"


def test_host_and_port_are_read_without_prefix_too_and_the_prefix_wins() -> None:
    assert Settings.load({"HOST": "0.0.0.0", "PORT": "9000"}).port == 9000
    assert Settings.load({"PORT": "9000", "PORTAL_PORT": "9001"}).port == 9001


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PORTAL_PROT", "8000", "is not a setting"),
        ("PORTAL_PORT", "http", "a whole number"),
        ("PORT", "", "a whole number"),
        ("PORTAL_PORT", "70000", "out of range"),
        ("PORTAL_WEB_WORKERS", "0", "out of range"),
        ("PORTAL_MAX_UPLOAD_BYTES", "-1", "out of range"),
        ("PORTAL_IS_BEHIND_TLS", "maybe", "true or false"),
        ("PORTAL_LOG_LEVEL", "LOUD", "DEBUG, INFO"),
        ("PORTAL_SITE_URL", "data.example.vn", "https://"),
        ("PORTAL_MAP_TILES_URL", "https://tiles.example.vn/{z}/{x}.png", "{x} and {y}"),
        ("PORTAL_MAP_TILES_URL", "https://a.vn; script-src *;/{z}/{x}/{y}", "{x} and {y}"),
        ("PORTAL_MAP_TILES_URL", "//tiles.example.vn/{z}/{x}/{y}.png", "{x} and {y}"),
    ],
)
def test_bad_setting_stops_the_start_and_is_named(name: str, value: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said) as error:
        Settings.load({name: value})

    assert name.removeprefix("PORTAL_") in str(error.value)


def test_other_variables_are_nobodys_business() -> None:
    assert Settings.load({"PATH": "/bin", "XPORTAL_X": "1"}) == Settings.load({})


def test_signing_key_is_made_once_and_only_for_its_owner(tmp_path: Path) -> None:
    settings = Settings.load({"PORTAL_DATA_DIR": str(tmp_path / "new")})
    key = settings.session_secret()

    assert key == settings.session_secret()
    assert len(key) >= 40
    assert stat.S_IMODE((tmp_path / "new" / "secret_key").stat().st_mode) == 0o600
    assert Settings(secret_key="given").session_secret() == "given"


def test_signing_key_that_was_begun_and_never_finished_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "secret_key.0123456789abcdef").write_text("")
    settings = Settings.load({"PORTAL_DATA_DIR": str(tmp_path)})

    assert len(settings.session_secret()) >= 40
    assert Settings.load({"PORTAL_DATA_DIR": str(tmp_path)}).session_secret() == settings.session_secret()


def test_processes_that_start_together_sign_with_one_key(tmp_path: Path) -> None:
    settings = Settings.load({"PORTAL_DATA_DIR": str(tmp_path)})
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: settings.session_secret(), range(40)))

    assert len(keys) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


@pytest.mark.parametrize(
    "url",
    [
        "https://tiles.example.vn/{z}/{x}/{y}.png",
        "https://{s}.tiles.example.vn/{z}/{x}/{y}",
        "http://localhost:8080/t/{z}/{y}/{x}.webp?key=a-1",
    ],
)
def test_the_tiles_of_a_base_map_may_come_from_any_server(url: str) -> None:
    assert Settings.load({"PORTAL_MAP_TILES_URL": url}).map_tiles_url == url
