"""Running surveys: waves from their plan to their figures, and the interviewers' work."""
