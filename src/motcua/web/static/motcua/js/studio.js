// The builder of forms: the phone shows what was just saved, parts move by dragging or by Alt and the arrow keys.
// Every act is one of the page's own forms; without this script the buttons do the same.
import "./vendor/htmx-4.0.1.esm.min.js";

// After a save while typing the preview is loaded anew, and every other form of the page stands on the new revision.
function refreshed() {
  const state = document.getElementById("mc-typed");
  if (!state) return;
  const revision = state.querySelector("input[name=expected]")?.value;
  const part = state.querySelector("input[name=part]")?.value;
  for (const input of document.querySelectorAll("[data-mc-expected]")) input.value = revision;
  for (const input of document.querySelectorAll("[data-mc-part]")) input.value = part;
  const frame = document.getElementById("mc-phone");
  if (frame instanceof HTMLIFrameElement) frame.contentWindow?.location.reload();
}
new MutationObserver(refreshed).observe(document.querySelector("[data-mc-live]") ?? document.createElement("p"), { childList: true });

// The button of the form and the save while typing must not meet: while one is under way the other waits or is left out.
const live = document.querySelector("[data-mc-live]");
if (live) {
  let saving = false;
  let leaving = false;
  let wanted = null;
  document.addEventListener("htmx:before:request", (event) => {
    if (event.target !== live) return;
    if (leaving) event.preventDefault();
    else saving = true;
  });
  document.addEventListener("htmx:finally:request", (event) => {
    if (event.target !== live) return;
    saving = false;
    if (wanted) setTimeout(() => live.requestSubmit(wanted.button ?? undefined));
  });
  live.addEventListener("submit", (event) => {
    if (saving) {
      event.preventDefault();
      wanted = { button: event.submitter };
    } else leaving = true;
  });
  window.addEventListener("pageshow", () => (leaving = false));
}

const tree = document.querySelector("[data-mc-tree]");
const rows = () => [...tree.querySelectorAll("[data-mc-node]")];

function send(values, act) {
  for (const [name, value] of Object.entries(values)) tree.querySelector(`input[name=${name}]`).value = value;
  const button = document.createElement("button");
  button.name = "act";
  button.value = act;
  button.hidden = true;
  tree.append(button);
  tree.requestSubmit(button);
}

function dropped(from, onto) {
  const moved = from.dataset.mcNode.split(":")[1];
  const { mcNode, mcPage, mcGroup, mcPosition } = onto.dataset;
  const [kind, key] = mcNode.split(":");
  if (kind === "page") return send({ moved, to_page: key, to_group: "", position: "0" }, "move_to");
  if (kind === "group" && !from.dataset.mcNode.startsWith("group:")) {
    return send({ moved, to_page: mcPage, to_group: key, position: "0" }, "move_to");
  }
  const beside = mcPage === from.dataset.mcPage && mcGroup === from.dataset.mcGroup;
  const before = beside && Number(from.dataset.mcPosition) < Number(mcPosition);
  // Dropped on a row, it stands behind it; the place counts without the moved one itself.
  send({ moved, to_page: mcPage, to_group: mcGroup, position: String(Number(mcPosition) + (before ? 0 : 1)) }, "move_to");
}

if (tree) {
  let held = null;
  for (const row of rows()) {
    if (!row.dataset.mcNode.startsWith("page:")) row.draggable = true;
    row.addEventListener("dragstart", (event) => {
      held = row;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", row.dataset.mcNode);
    });
    row.addEventListener("dragover", (event) => held && held !== row && event.preventDefault());
    row.addEventListener("drop", (event) => {
      event.preventDefault();
      if (held && held !== row) dropped(held, row);
      held = null;
    });
  }
  tree.addEventListener("keydown", (event) => {
    const row = event.target instanceof Element && event.target.closest("[data-mc-node]");
    if (!row || !event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    send({ part: row.dataset.mcNode }, event.key === "ArrowUp" ? "up" : "down");
  });
}
