"""Views of the public pages: each parses, calls one service and renders."""
