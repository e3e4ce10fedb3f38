// Petitions on the desk: one key for one button, notes saved as they are typed, boxes drawn on photos.
const typing = (element) =>
  element instanceof HTMLElement && (element.isContentEditable || element.matches("input:not([type=checkbox]):not([type=radio]), textarea, select"));

// ---- keys: data-mc-key="1" presses the button; with Alt also while one types. Ctrl+Enter sends the form marked so.
document.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
    const send = document.querySelector("[data-mc-send]");
    if (send) {
      event.preventDefault();
      send.click();
    }
    return;
  }
  if (event.ctrlKey || event.metaKey || (typing(event.target) && !event.altKey)) return;
  const key = event.code.startsWith("Digit") ? event.code.slice(5) : event.key.toLowerCase();
  const target = document.querySelector(`[data-mc-key="${CSS.escape(key)}"]`);
  const field = document.querySelector(`[data-mc-focus="${CSS.escape(key)}"]`);
  if (!target && !field) return;
  event.preventDefault();
  event.stopPropagation();
  if (target) target.click();
  else field.focus();
}, true);

document.addEventListener("click", (event) => {
  const from = event.target instanceof Element && event.target.closest("[data-mc-fill], [data-mc-set]");
  if (!from) return;
  event.preventDefault();
  if (from.dataset.mcFill) {
    const field = document.getElementById(from.dataset.mcFill);
    field.value = from.dataset.mcText;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
    const gap = /\{[^{}\n]+\}/.exec(field.value);
    if (gap) field.setSelectionRange(gap.index, gap.index + gap[0].length);
  } else {
    const field = document.querySelector(`[name="${CSS.escape(from.dataset.mcSet)}"]`);
    field.value = from.dataset.mcValue;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
});

// ---- notes of a call: sent a moment after the last key, tried again when the line is down
const notes = document.querySelector("form[data-mc-draft]");
if (notes) {
  const side = document.getElementById("mc-draft");
  let waiting = 0;
  let busy = false;
  let again = false;
  const later = (after) => {
    clearTimeout(waiting);
    waiting = setTimeout(save, after);
  };
  const say = (text) => {
    const place = side.querySelector("[data-mc-said]");
    if (place) place.textContent = text;
  };
  async function save() {
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    try {
      const answer = await fetch(notes.dataset.mcDraft, { method: "POST", body: new FormData(notes), headers: { "X-Motcua-Part": "side" } });
      if (answer.ok) {
        side.innerHTML = await answer.text();
        const number = side.querySelector("[data-mc-draft-no]");
        if (number) notes.elements.draft_no.value = number.dataset.mcDraftNo;
      } else {
        say(answer.status === 409 ? notes.dataset.mcElsewhere : notes.dataset.mcUnsaved);
        if (answer.status >= 500) later(4000);
      }
    } catch {
      say(notes.dataset.mcUnsaved);
      later(4000);
    } finally {
      busy = false;
      if (again) {
        again = false;
        later(300);
      }
    }
  }
  notes.addEventListener("input", () => later(600));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && waiting) save();
  });
}

// ---- a call that comes in shows by itself
const ringing = document.querySelector("[data-mc-ringing]");
if (ringing) {
  setInterval(async () => {
    if (document.visibilityState === "hidden" || ringing.contains(document.activeElement)) return;
    try {
      const answer = await fetch(ringing.dataset.mcRinging, { headers: { "X-Motcua-Part": "ringing" } });
      if (!answer.ok) return;
      const text = await answer.text();
      if (text.trim() !== ringing.innerHTML.trim()) {
        ringing.innerHTML = text;
        ringing.querySelector("button")?.focus();
      }
    } catch {
      // The next round asks again.
    }
  }, 2000);
}

// ---- boxes on a photo: draw with the pointer; the numbers below are the truth and can be typed
const SVG = "http://www.w3.org/2000/svg";
for (const board of document.querySelectorAll("svg[data-mc-boxes]")) {
  const list = document.getElementById(board.dataset.mcBoxes);
  const rows = () => [...list.querySelectorAll("[data-mc-box]")];
  const fields = (row) => ["x", "y", "w", "h"].map((name) => row.querySelector(`[data-mc-part="${name}"]`));
  const draw = () => {
    for (const old of board.querySelectorAll("[data-mc-drawn]")) old.remove();
    for (const row of rows()) {
      const [x, y, w, h] = fields(row).map((field) => Number(field.value.replace(",", ".")) || 0);
      if (!w || !h || row.querySelector("[data-mc-off]")?.checked) continue;
      const box = document.createElementNS(SVG, "rect");
      for (const [name, value] of Object.entries({ x: x * 10, y: y * 10, width: w * 10, height: h * 10 })) box.setAttribute(name, value);
      box.setAttribute("class", "mc-mask");
      box.setAttribute("fill", "#1d1b1a");
      box.setAttribute("fill-opacity", "0.72");
      box.setAttribute("stroke", "#ffdd00");
      box.setAttribute("stroke-width", "4");
      box.setAttribute("vector-effect", "non-scaling-stroke");
      box.dataset.mcDrawn = "1";
      board.append(box);
    }
  };
  const at = (event) => {
    const frame = board.getBoundingClientRect();
    return [((event.clientX - frame.left) / frame.width) * 100, ((event.clientY - frame.top) / frame.height) * 100];
  };
  let from = null;
  board.addEventListener("pointerdown", (event) => {
    from = at(event);
    board.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  board.addEventListener("pointerup", (event) => {
    if (!from) return;
    const to = at(event);
    const [x, y] = [Math.min(from[0], to[0]), Math.min(from[1], to[1])];
    const [w, h] = [Math.abs(from[0] - to[0]), Math.abs(from[1] - to[1])];
    from = null;
    if (w < 1 || h < 1) return;
    const row = rows().find((one) => fields(one).every((field) => !field.value));
    if (!row) return;
    const values = [x, y, w, h].map((value) => Math.round(Math.max(0, value) * 10) / 10);
    fields(row).forEach((field, place) => {
      field.value = String(values[place]).replace(".", ",");
    });
    draw();
  });
  list.addEventListener("input", draw);
  list.addEventListener("change", draw);
  draw();
}
