"""What people think of a desk, a unit or the settling of their dossier, told through a signed short token: one use for
each dossier, the rater kept confidential, forged and self-given ratings found."""
