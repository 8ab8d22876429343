"""Answers for programs; `v1` is the portal's own API."""
