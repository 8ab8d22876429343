"""`python -m portal.cli` is `portal`: how one command starts another with the same Python."""

from portal.cli.program import main

main()
