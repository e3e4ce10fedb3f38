"""Messages that come in over a channel: kept first, read afterwards, seen by a person where no program could read."""
