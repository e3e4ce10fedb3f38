"""The acts on statutory reports; each is one transaction with its row in the append-only history."""
