"""The use cases: describe, promise, publish and withdraw records; search, browse and download them."""
