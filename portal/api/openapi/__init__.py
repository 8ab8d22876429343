"""The API described for programs (OpenAPI 3.1): `paths` what can be asked, `parameters` how, `schemas` what comes.

A test compares it with the routes, the arguments and the formats there are, so that it cannot fall behind.
"""
