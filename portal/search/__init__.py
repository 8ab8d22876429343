"""Search over the catalog: a port (`protocol.py`) with an embedded Whoosh adapter."""
