// The table of steps: keys and dragging press the buttons that are there anyway; leaving with something unsaved asks.
const form = document.querySelector("[data-mc-steps]");
const rows = () => [...form.querySelectorAll("[data-mc-step]")];
let typed = false;

function press(value) {
  const button = document.createElement("button");
  button.type = "submit";
  button.name = "do";
  button.value = value;
  button.hidden = true;
  form.append(button);
  button.click();
}

function keys(event) {
  if (!event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
  const row = event.target instanceof Element && event.target.closest("[data-mc-step]");
  if (!row) return;
  const here = row.dataset.mcStep;
  const act = { ArrowUp: "up", ArrowDown: "down", Enter: "add" }[event.key];
  if (!act) return;
  event.preventDefault();
  const button = row.querySelector(`button[value="${act}:${here}"]`);
  if (button && !button.disabled) button.click();
}

function drag(grip) {
  const row = grip.closest("[data-mc-step]");
  grip.hidden = false;
  grip.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    grip.setPointerCapture(event.pointerId);
    row.classList.add("is-dragged");
    let over = row;
    const move = (at) => {
      const found = document.elementFromPoint(at.clientX, at.clientY)?.closest("[data-mc-step]");
      if (!found || found === over) return;
      over.classList.remove("is-over");
      over = found;
      over.classList.add("is-over");
    };
    const drop = () => {
      grip.removeEventListener("pointermove", move);
      row.classList.remove("is-dragged");
      over.classList.remove("is-over");
      if (over !== row) press(`move:${row.dataset.mcStep}:${over.dataset.mcStep}`);
    };
    grip.addEventListener("pointermove", move);
    grip.addEventListener("pointerup", drop, { once: true });
    grip.addEventListener("pointercancel", () => row.classList.remove("is-dragged"), { once: true });
  });
}

function named(select) {
  const box = select.closest("td")?.querySelector(".mc-steps__named");
  box?.classList.toggle("mc-steps__named--off", select.value !== "named");
}

if (form) {
  form.addEventListener("keydown", keys);
  form.addEventListener("input", (event) => {
    typed = true;
    if (event.target instanceof HTMLSelectElement && event.target.name.endsWith("-rule")) named(event.target);
  });
  form.addEventListener("submit", () => (typed = false));
  for (const row of rows()) row.querySelectorAll("[data-mc-grip]").forEach(drag);
  window.addEventListener("beforeunload", (event) => typed && event.preventDefault());
  const wanted = location.hash.startsWith("#buoc-") && document.getElementById(location.hash.slice(1));
  if (wanted) wanted.querySelector("textarea")?.focus({ preventScroll: true });
}
