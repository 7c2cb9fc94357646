// A code editor for Python: a textarea, and behind it the same text in colours and with line numbers.

const KEYWORDS = new Set(("False None True and as assert async await break class continue def del elif else except finally for from global if " +
  "import in is lambda match case nonlocal not or pass raise return try while with yield").split(" "));
const TOKEN = /(#[^\n]*)|([rbfuRBFU]{0,2}(?:"""[\s\S]*?(?:"""|$)|'''[\s\S]*?(?:'''|$)|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?))|(@?[A-Za-z_]\w*)|(\b\d[\w.]*)/g;
const LONGEST = 60000; // characters that are coloured; a longer text is shown plainly

export function coloured(text) {
  const made = document.createDocumentFragment();
  let place = 0, after = "";
  const plain = end => { if (end > place) made.append(text.slice(place, end)); };
  if (text.length <= LONGEST) {
    for (const match of text.matchAll(TOKEN)) {
      const [whole, comment, string, word, number] = match;
      let kind = comment ? "c" : string ? "s" : number ? "n" : "";
      if (word) kind = KEYWORDS.has(word) ? "k" : after === "def" || after === "class" ? "d" : word[0] === "@" ? "d" : "";
      if (word) after = word; else if (!comment) after = "";
      if (!kind) continue;
      plain(match.index);
      const span = document.createElement("span");
      span.className = kind;
      span.textContent = whole;
      made.append(span);
      place = match.index + whole.length;
    }
  }
  plain(text.length);
  return made;
}

export function makeEditor(place, label, onRun) {
  const numbers = document.createElement("pre"), colours = document.createElement("pre"), area = document.createElement("textarea");
  const shell = document.createElement("div");
  place.classList.add("editor");
  numbers.className = "numbers";
  numbers.setAttribute("aria-hidden", "true");
  colours.className = "colours";
  colours.setAttribute("aria-hidden", "true");
  shell.className = "shell";
  for (const [name, value] of Object.entries({ "aria-label": label, spellcheck: "false", autocapitalize: "off", autocomplete: "off", wrap: "off" }))
    area.setAttribute(name, value);
  shell.append(colours, area);
  place.append(numbers, shell);
  let leaving = false;

  function draw() {
    const lines = area.value.split("\n").length;
    numbers.textContent = Array.from({ length: lines }, (_, line) => line + 1).join("\n") + "\n";
    colours.replaceChildren(coloured(area.value), "\n");
    area.rows = Math.max(8, Math.min(lines + 1, 30));
    follow();
  }
  function follow() {
    colours.scrollTop = area.scrollTop;
    colours.scrollLeft = area.scrollLeft;
    numbers.scrollTop = area.scrollTop;
  }
  function put(text) { // undo takes it back, as it does what was typed
    if (!document.execCommand("insertText", false, text)) area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
    draw();
  }
  function lineStart(at) { return area.value.lastIndexOf("\n", at - 1) + 1; }
  function indent(back) {
    const { selectionStart: from, selectionEnd: to } = area;
    if (!back && from === to) { put(" ".repeat(4 - (from - lineStart(from)) % 4)); return; }
    const start = lineStart(from), stop = area.value.indexOf("\n", to), end = stop < 0 ? area.value.length : stop;
    const before = area.value.slice(start, end);
    const after = before.split("\n").map(line => back ? line.replace(/^ {1,4}|^\t/, "") : line && "    " + line).join("\n");
    if (after === before) return;
    area.setSelectionRange(start, end);
    put(after);
    const at = Math.max(start, from + after.length - before.length);
    if (from === to) area.setSelectionRange(at, at); else area.setSelectionRange(start, start + after.length);
  }
  area.addEventListener("keydown", event => {
    if (event.key === "Escape") { leaving = true; return; }
    if (event.key === "Tab" && !leaving && !event.altKey && !event.ctrlKey) { event.preventDefault(); indent(event.shiftKey); }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); onRun(); }
    else if (event.key === "Enter" && !event.isComposing) {
      const before = area.value.slice(lineStart(area.selectionStart), area.selectionStart);
      event.preventDefault();
      put("\n" + before.match(/^[ \t]*/)[0] + (/:\s*(#.*)?$/.test(before) ? "    " : ""));
    }
    if (event.key !== "Shift") leaving = false;
  });
  area.addEventListener("input", draw);
  area.addEventListener("scroll", follow);
  draw();
  return {
    get value() { return area.value; },
    set value(text) { area.value = text; draw(); },
    set readOnly(value) { area.readOnly = value; },
  };
}
