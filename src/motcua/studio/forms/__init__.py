"""The builder of forms."""
