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
  // On a dossier the same keys go to its neighbours in the list.
  if (!all.length) return document.querySelector(step > 0 ? "a[rel=next]" : "a[rel=prev]")?.click();
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
  const boxes = [...document.querySelectorAll(".mc-check")];
  for (const box of boxes) box.closest("[data-mc-row]")?.classList.toggle("is-on", box.checked);
  const count = boxes.filter((box) => box.checked).length;
  for (const place of document.querySelectorAll("[data-mc-count]")) place.textContent = String(count);
  for (const part of document.querySelectorAll("[data-mc-when-chosen]")) part.hidden = count === 0;
  for (const all of document.querySelectorAll("[data-mc-all]")) {
    all.checked = count > 0 && count === boxes.length;
    all.indeterminate = count > 0 && count < boxes.length;
  }
}

function chooseAll(on) {
  for (const box of document.querySelectorAll(".mc-check")) box.checked = on;
  chosen();
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
  o: () => document.querySelector(`.${HERE} a`)?.click(),
  x: choose,
  f: () => document.querySelector("[data-mc-fold]:not([hidden]), .mc-filter select")?.focus(),
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
  if (!(event.target instanceof Element)) return;
  if (event.target.matches(".mc-check")) chosen();
  if (event.target.matches("[data-mc-all]")) chooseAll(event.target.checked);
  if (event.target.closest("[data-mc-paper]")) papers();
});
document.addEventListener("click", (event) => {
  const opener = event.target instanceof Element && event.target.closest("[data-mc-open]");
  if (opener) shortcuts();
});

// How many of the required papers of a case are there: shown on paper, or as a file.
function papers() {
  const all = [...document.querySelectorAll("[data-mc-paper]")];
  const have = all.filter((one) => one.querySelector("input[type=checkbox]").checked || one.querySelector("input[type=file]").files.length);
  for (const place of document.querySelectorAll("[data-mc-have]")) place.textContent = String(have.length);
}

// ---- what is typed survives a lost session, a closed page, a step back: kept in this tab only, until the act is done

const KEPT = "mc-kept:";
const keeping = () => document.querySelector("form[data-mc-keep]");
const keepable = "input:not([type=hidden], [type=file], [type=password]), select, textarea";

function keep() {
  const form = keeping();
  if (!form) return;
  const typed = [...form.querySelectorAll(keepable)].map((one) => [
    one.name,
    one.value,
    ["checkbox", "radio"].includes(one.type) ? one.checked : null,
  ]);
  sessionStorage.setItem(KEPT + location.pathname, JSON.stringify({ who: form.dataset.mcKeep, typed }));
}

function restore() {
  const form = keeping();
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(KEPT) && key !== KEPT + location.pathname && !document.querySelector("[data-mc-sign-in]")) {
      sessionStorage.removeItem(key);
    }
  }
  const found = form && sessionStorage.getItem(KEPT + location.pathname);
  if (!found || form.dataset.mcSent) return;
  const { who, typed } = JSON.parse(found);
  if (who !== form.dataset.mcKeep) return sessionStorage.removeItem(KEPT + location.pathname);
  for (const [name, value, checked] of typed) {
    for (const one of form.querySelectorAll(keepable)) {
      if (one.name !== name) continue;
      if (checked === null) one.value = value;
      else if (one.value === value) one.checked = checked;
    }
  }
  document.querySelector("[data-mc-restored]")?.removeAttribute("hidden");
}

document.addEventListener("input", (event) => {
  if (event.target instanceof Element && event.target.closest("form[data-mc-keep]")) keep();
});
restore();

chosen();
papers();
document.addEventListener("htmx:after:swap", () => {
  chosen();
  papers();
});
