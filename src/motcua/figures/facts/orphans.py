"""What writers that were killed left behind: files that no manifest names."""

from __future__ import annotations

from pathlib import Path

import structlog

from . import manifest as manifests

log = structlog.get_logger(__name__)


def sweep(root: Path) -> int:
    """Take them away; how many there were. The caller is the one writer. Nothing goes while a manifest cannot be read:
    raises Invalid as :func:`manifest.read`."""
    named = {file.name for manifest in manifests.all_manifests(root) for file in manifest.files}
    loose = [path for path in root.glob("*/*/*.parquet") if path.relative_to(root).as_posix() not in named]
    drafts = list((root / manifests.FOLDER).glob(".*.draft"))
    for path in (*loose, *drafts):
        path.unlink(missing_ok=True)
    if loose or drafts:
        log.info("facts.orphans_swept", files=len(loose), drafts=len(drafts))
    return len(loose) + len(drafts)
