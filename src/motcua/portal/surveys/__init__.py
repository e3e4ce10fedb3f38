"""Answering a survey by the key of an invitation, and reading what surveys found."""
