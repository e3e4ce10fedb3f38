// The editor of a letter: a click puts a name where the cursor stands, a fault leads to its line.
const text = document.getElementById("text");

function insert(sign) {
  text.focus();
  text.setRangeText(sign, text.selectionStart, text.selectionEnd, "end");
}

function goTo(line, column) {
  const lines = text.value.split("\n");
  const before = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  text.focus();
  text.setSelectionRange(before + column - 1, before + (lines[line - 1] ?? "").length);
}

if (text) {
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const name = event.target.closest("[data-mc-insert]");
    if (name) insert(name.dataset.mcInsert);
    const fault = event.target.closest("[data-mc-line]");
    if (fault && Number(fault.dataset.mcLine) > 0) {
      event.preventDefault();
      goTo(Number(fault.dataset.mcLine), Number(fault.dataset.mcColumn));
    }
  });
}
