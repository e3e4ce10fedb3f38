"""What boards ask of an official: to read, to import what the national portal says, to publish."""

from __future__ import annotations

from typing import Final

READ: Final = "figures.read"
IMPORT: Final = "figures.import"
PUBLISH: Final = "figures.publish"
