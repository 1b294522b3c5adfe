"""The errors of Relance, as one tree; each carries the exit status that the command ends with.

RelanceError (1)
├── SourceError (1)         a received file or answer cannot be used
├── LockedError (1)         another run holds the warehouse
├── ConfigurationError (2)  the workspace, the catalogue or the call is wrong
└── HeldError (3)           the judge holds publication
"""

from typing import ClassVar


class RelanceError(Exception):
    """A failure told to the person who can mend it: what happened, where, what was expected, what to do."""

    exit_status: ClassVar[int] = 1


class SourceError(RelanceError):
    """A received file or a provider's answer that cannot be read as its layout says."""


class LockedError(RelanceError):
    """Another run holds the warehouse; the message names the holder."""


class ConfigurationError(RelanceError):
    """A workspace, catalogue or call that is wrong before any data is read."""

    exit_status = 2


class HeldError(RelanceError):
    """Figures that the judge does not let out; the previous edition stands."""

    exit_status = 3
