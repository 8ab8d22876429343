"""Files: a port (`protocol.py`) with an adapter that keeps them on local disk by their SHA-256."""
