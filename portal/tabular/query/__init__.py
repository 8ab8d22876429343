"""Ask a stored table: the grammar of questions, their SQL, and the engine that answers them.

`request` is what can be asked, `arguments` reads it from a URL and writes it back, `answers` is what comes
back, `protocol` the engine as others see it, `engine` the DuckDB one.
"""
