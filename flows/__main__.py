"""`python -m flows` is `relance`."""

from flows.cli import main

main()
