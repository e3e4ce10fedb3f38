// Pages that refresh a part of themselves (search while typing, autosave, filters) load this beside start.js.
// The page's own form works the same without it.
import "./vendor/htmx-4.0.1.esm.min.js";

// A form that saves itself also keeps what was typed last, whatever way its page is left: a link waits until it is kept,
// going back or closing the page sends it along.
const form = document.querySelector("form[hx-post]");
let typed = false;

async function keep() {
  typed = false;
  const body = new URLSearchParams(new FormData(form));
  const headers = { "HX-Request": "true" };
  try {
    await fetch(form.getAttribute("hx-post"), { method: "POST", body, headers, keepalive: true });
  } catch {
    typed = true;
  }
}

function leave(event) {
  const link = event.target instanceof Element && event.target.closest("a[href]");
  const elsewhere = event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  if (!typed || !link || elsewhere || event.defaultPrevented || link.target) return;
  if (link.hash && link.href.split("#")[0] === location.href.split("#")[0]) return;
  event.preventDefault();
  keep().then(() => location.assign(link.href));
}

if (form) {
  form.addEventListener("input", () => (typed = true));
  form.addEventListener("submit", () => (typed = false));
  document.addEventListener("click", leave);
  window.addEventListener("pagehide", () => typed && keep());
}
