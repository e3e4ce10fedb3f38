"""Petitions as officials work on them: lists, one petition and its acts, the switchboard, answers' quality."""
