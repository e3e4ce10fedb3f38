"""Which components of Form.io are which kinds of field here, and which of their properties are read. As data."""

from __future__ import annotations

from motcua.forms.shape import FieldKind

K = FieldKind
KINDS = {
    "textfield": K.TEXT,
    "textarea": K.LONG_TEXT,
    "number": K.NUMBER,
    "currency": K.MONEY,
    "checkbox": K.YES_NO,
    "selectboxes": K.CHOICES,
    "select": K.CHOICE,
    "radio": K.CHOICE,
    "datetime": K.DATE,
    "day": K.DATE,
    "email": K.EMAIL,
    "phoneNumber": K.PHONE,
    "address": K.ADDRESS,
    "file": K.FILE,
    "signature": K.SIGNATURE,
    "content": K.INFORMATION,
    "htmlelement": K.INFORMATION,
}
NEARLY = {"url": K.TEXT, "time": K.TEXT, "tags": K.TEXT}
"""Taken as text, which loses their own checks."""

GROUPS = frozenset({"panel", "fieldset", "container"})
ROWS = frozenset({"datagrid", "editgrid"})
LAYOUT = frozenset({"columns", "table", "well", "tabs"})

READ = frozenset(
    {
        "label", "legend", "title", "description", "tooltip", "validate", "conditional", "customConditional",
        "calculateValue", "components", "columns", "rows", "values", "data", "dataSrc", "multiple", "decimalLimit",
        "content", "html", "currency", "enableTime", "minSelectedCount", "maxSelectedCount", "addAnother",
        "properties", "dataType",
    }
)  # fmt: skip
READ_CHECKS = frozenset({"required", "maxLength", "min", "max", "minSelectedCount", "maxSelectedCount"})

BOOKKEEPING = frozenset(
    {
        "type", "key", "id", "input", "tableView", "persistent", "clearOnHide", "modalEdit", "hideLabel", "labelWidth",
        "labelMargin", "labelPosition", "dataGridLabel", "autofocus", "tabindex", "spellcheck", "theme", "breadcrumb",
        "inputType", "inputFormat", "widget", "dbIndex", "addons", "overlay", "validateOn", "showWordCount", "format",
        "showCharCount", "allowMultipleMasks", "tree", "lazyLoad", "collapsible", "collapsed", "numRows", "numCols",
        "striped", "bordered", "hover", "condensed", "autoAdjust", "size", "optionsLabelPosition", "inline", "tag",
        "delimiter", "requireDecimal", "truncateMultipleSpaces", "autoExpand", "editor", "errorLabel", "attrs",
        "className", "datePicker", "timePicker", "enableDate", "useLocaleSettings", "allowInput", "displayInTimezone",
        "defaultOpen", "reorder", "addAnotherPosition", "layoutFixed", "enableRowGroups", "width", "height", "footer",
        "penColor", "backgroundColor", "minWidth", "maxWidth", "searchEnabled", "searchField", "minSearch",
        "selectThreshold", "readOnlyValue", "uniqueOptions", "valueProperty", "idPath", "template", "searchThreshold",
        "fuseOptions", "indexeddb", "selectFields", "clearOnRefresh", "limit", "noRefreshOnScroll", "case", "rowDrafts",
        "openWhenEmpty", "modal", "inlineEdit", "saveRow", "templates", "displayAsTable", "cellAlignment", "fields",
        "dayFirst", "inputMasks", "cloneRows", "caption", "buttonSettings", "navigation", "scrollToTop", "nextPage",
        "verticalLayout", "allowCalculateOverride", "storage", "image", "webcam", "fileTypes",
        "disableAddingRemovingRows",
        "conditionalAddButton", "shortcut", "name", "value", "strictDateValidation", "isolatedValue",
    }
)  # fmt: skip
"""How a builder draws and stores a component; nothing of it changes what a person is asked. ``name`` and ``value`` are
the older spelling of a single checkbox."""

OWN = "motcua.form"
"""A property of a whole form that we exported: its keys are ours and stay, those of the applicant's page too."""
KIND = "motcua.kind"
"""A property of our own exports: the kind that Form.io has no component for."""
EXPRESSION = "motcua."
"""With ``show_if``, ``require_if``, ``formula``: a condition that JSONLogic has no words for, as our JSON."""
TEXTS = ("component", "prefill", "autocomplete", "level", "as_of")
"""Properties of a field that travel as they are, after ``motcua.``."""
