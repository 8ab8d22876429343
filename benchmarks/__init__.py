"""Runnable measurements, each beside a peer or a limit."""
