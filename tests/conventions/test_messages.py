"""Every text that the portal shows can be read in English."""

from __future__ import annotations

from deploy.messages import broken, missing, unused


def test_every_text_has_an_english_translation() -> None:
    assert missing() == [], "run: make messages, then translate portal/locales/en.po"


def test_no_translation_is_left_over() -> None:
    assert unused() == [], "run: make messages"


def test_translations_keep_the_placeholders() -> None:
    assert broken() == []
