"""Tables of the room. Import models from here."""

from motcua.forms.models.draft import FormDraft, FormDraftSave
from motcua.forms.models.form import EForm, EFormVersion

__all__ = ["EForm", "EFormVersion", "FormDraft", "FormDraftSave"]
