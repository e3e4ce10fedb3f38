"""Facts: append-only row versions of what the log and the registries say, in files that never change."""
