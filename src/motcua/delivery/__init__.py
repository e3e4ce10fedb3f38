"""Papers on their way: hand-over records between desks, settling units and the post."""
