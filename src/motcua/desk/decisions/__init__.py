"""Publishing by decision, in the browser: the list, the page of one decision, its acts and the editors of its draft."""
