"""Tables of the room. Import models from here."""

from motcua.forms.models.form import EForm, EFormVersion

__all__ = ["EForm", "EFormVersion"]
