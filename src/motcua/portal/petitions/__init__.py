"""The citizen's side of petitions: sending one, page by page or at once from a device that was offline, following it,
answering, rating, asking again; and posters whose code opens the form for a place."""
