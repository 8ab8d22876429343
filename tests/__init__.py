"""All tests: unit, integration, browser and conventions; `live.py` and `browsing.py` are what they share."""
