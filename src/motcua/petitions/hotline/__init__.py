"""The switchboard's side: calls, what was noted while somebody spoke, whom to call back."""
