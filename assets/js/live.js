// Pages that refresh a part of themselves (search while typing, autosave, filters) load this beside start.js.
// The page's own form works the same without it.
import "./vendor/htmx-4.0.1.esm.min.js";
