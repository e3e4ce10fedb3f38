// Every page: starts GOV.UK's components and the few folds of our own. Pages work without it.
import { initAll } from "./vendor/govuk-frontend-6.3.0.min.js";

function fold(link) {
  const target = document.getElementById(link.dataset.mcFold);
  if (!target) return;
  link.setAttribute("role", "button");
  link.setAttribute("aria-expanded", String(target.classList.contains("is-open")));
  link.setAttribute("aria-controls", target.id);
  const toggle = (event) => {
    event.preventDefault();
    const open = !target.classList.contains("is-open");
    target.classList.toggle("is-open", open);
    target.classList.toggle("is-folded", !open);
    link.setAttribute("aria-expanded", String(open));
    if (open) target.querySelector("select, input, button")?.focus();
  };
  link.addEventListener("click", toggle);
  link.addEventListener("keydown", (event) => {
    if (event.key === " ") toggle(event);
  });
}

// A field that is asked only after certain answers to another one. Without script it is there, or comes when the page is
// saved.
function answerOf(form, name) {
  const controls = [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
  const chosen = controls.filter((one) => !["radio", "checkbox"].includes(one.type) || one.checked);
  return chosen.map((one) => one.value);
}

// The server shows what an answer opened before it goes on, unless the page says that the person has seen it.
function noteShown(form, part) {
  const seen = form.querySelector('[name="mc-shown"]');
  if (seen && !seen.value.split(" ").includes(part)) seen.value = `${seen.value} ${part}`.trim();
}

function showConditional(form) {
  for (const part of form.querySelectorAll("[data-mc-when]")) {
    const wanted = part.dataset.mcWhenIs.split("|");
    part.hidden = !answerOf(form, part.dataset.mcWhen).some((answer) => wanted.includes(answer));
    if (!part.hidden && part.dataset.mcPart) noteShown(form, part.dataset.mcPart);
  }
}

function start(scope) {
  if (document.body.classList.contains("govuk-frontend-supported")) initAll({ scope });
  for (const link of scope.querySelectorAll("[data-mc-fold]:not([aria-controls])")) fold(link);
  for (const form of document.forms) showConditional(form);
}

document.addEventListener("change", (event) => {
  if (event.target instanceof Element && event.target.form) showConditional(event.target.form);
});

// An open menu closes on Escape, and on a click outside it.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll(".mc-menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(".mc-menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest("[data-mc-print]")) window.print();
});

start(document);
document.addEventListener("htmx:after:swap", (event) => {
  if (event.target instanceof Element && event.target.isConnected) start(event.target);
});
