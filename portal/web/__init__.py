"""Pages for people: views that parse, call one service and render."""

from portal.web.blueprint import register

__all__ = ["register"]
