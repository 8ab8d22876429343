"""Name, operator and address of this portal in the language of the request."""

from __future__ import annotations

from flask import current_app

from portal import i18n
from portal.settings import Settings

CITY_WORDS = ("Thành phố ", "City of ")


class Site:
    """What the operator's settings say about the portal."""

    @property
    def _settings(self) -> Settings:
        settings: Settings = current_app.extensions["portal"].ports.settings
        return settings

    @property
    def city(self) -> str:
        """The city's full name."""
        return i18n.pick({"vi": self._settings.city_name_vi, "en": self._settings.city_name_en})

    @property
    def short_city(self) -> str:
        """The city's name without the word for city."""
        name = self.city
        return next((name.removeprefix(w) for w in CITY_WORDS if name.startswith(w)), name)

    @property
    def operator(self) -> str:
        """The agency that runs the portal."""
        return i18n.pick({"vi": self._settings.operator_vi, "en": self._settings.operator_en})

    @property
    def name(self) -> str:
        """The portal's name."""
        return i18n.gettext("Cổng dữ liệu %(city)s", city=self.city)

    @property
    def contact_email(self) -> str:
        """Where to write, empty if the operator set no address."""
        return self._settings.contact_email
