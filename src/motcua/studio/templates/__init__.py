"""Templates of letters and results: the list, the editor, previews."""
