// The officials' pages: MoJ's components, the keys listed under "?", and the count of chosen rows.
import { initAll } from "./vendor/moj-frontend-11.1.0.min.js";
import "./vendor/htmx-4.0.1.esm.min.js";

const HERE = "is-here";

if (document.body.classList.contains("govuk-frontend-supported")) initAll();

const rows = () => [...document.querySelectorAll("[data-mc-row]")];
const typing = (element) =>
  element instanceof HTMLElement && (element.isContentEditable || element.matches("input:not([type=checkbox]), textarea, select"));

function move(step) {
  const all = rows();
  if (!all.length) return;
  const from = all.findIndex((row) => row.classList.contains(HERE));
  const next = from < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, from + step));
  all[from]?.classList.remove(HERE);
  all[next].classList.add(HERE);
  all[next].querySelector("a")?.focus({ preventScroll: true });
  all[next].scrollIntoView({ block: "nearest" });
}

function choose() {
  const box = document.querySelector(`.${HERE} input[type=checkbox]`);
  box?.click();
}

function chosen() {
  for (const row of rows()) {
    const box = row.querySelector(".mc-check");
    if (box) row.classList.toggle("is-on", box.checked);
  }
  const count = document.querySelectorAll(".mc-check:checked").length;
  for (const place of document.querySelectorAll("[data-mc-count]")) place.textContent = String(count);
  for (const part of document.querySelectorAll("[data-mc-when-chosen]")) part.hidden = count === 0;
}

function shortcuts() {
  const dialog = document.getElementById("mc-shortcuts");
  if (!(dialog instanceof HTMLDialogElement)) return;
  if (dialog.open) dialog.close();
  else dialog.showModal();
}

const keys = {
  j: () => move(1),
  k: () => move(-1),
  x: choose,
  u: () => document.querySelector("[data-mc-back], .govuk-back-link")?.click(),
  "?": shortcuts,
  "/": () => {
    const field = document.getElementById("mc-jump");
    if (field && field.offsetParent !== null) field.focus();
    else document.querySelector(".mc-jump__link")?.click();
  },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
  const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

document.addEventListener("change", (event) => {
  if (event.target instanceof Element && event.target.matches(".mc-check")) chosen();
});
document.addEventListener("click", (event) => {
  const opener = event.target instanceof Element && event.target.closest("[data-mc-open]");
  if (opener) shortcuts();
});

chosen();
document.addEventListener("htmx:after:swap", chosen);
