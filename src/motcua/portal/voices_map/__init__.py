"""What everyone sees of petitions: the map and the list of those published, one of them, and how units do."""
