"use strict";
(() => {
  const table = document.getElementById("episodes");
  if (table) {
    const body = table.tBodies[0];
    const rows = [...body.rows];
    const form = document.getElementById("filter");
    const query = document.getElementById("q");
    const selects = [...form.querySelectorAll("select")];
    const words = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
    const filter = () => {
      const wanted = query.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const row of rows) {
        const fits = wanted.every((word) => words.get(row).includes(word))
          && selects.every((select) => !select.value || row.dataset[select.dataset.field] === select.value);
        row.hidden = !fits;
        shown += fits;
      }
      document.getElementById("count").textContent = shown === rows.length ? `${shown} episodes` : `${shown} of ${rows.length} episodes`;
      document.getElementById("none").hidden = shown > 0;
    };
    form.hidden = false;
    form.addEventListener("input", filter);
    form.addEventListener("submit", (event) => event.preventDefault());
    addEventListener("pageshow", filter);

    const value = (row, column) => {
      const cell = row.cells[column];
      return "v" in cell.dataset ? Number(cell.dataset.v) : cell.textContent.trim().toLowerCase();
    };
    const headings = [...table.tHead.rows[0].cells];
    headings.forEach((heading, column) => {
      heading.querySelector("button").addEventListener("click", () => {
        const descending = heading.getAttribute("aria-sort") === "ascending";
        headings.forEach((other) => other.setAttribute("aria-sort", "none"));
        heading.setAttribute("aria-sort", descending ? "descending" : "ascending");
        const keyed = rows.map((row) => [value(row, column), row]);
        keyed.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0) * (descending ? -1 : 1));
        body.append(...keyed.map(([, row]) => row));
      });
    });
  }
  let scrolled = 0;
  addEventListener("hashchange", (event) => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.classList.contains("episode")) {
      if (!/#e\d/.test(event.oldURL)) scrolled = before;
      scrollTo(0, 0);
      target.focus({ preventScroll: true });
    } else if (/#e\d/.test(event.oldURL)) {
      scrollTo(0, scrolled);
    }
  });
  let before = 0;
  addEventListener("click", () => { before = scrollY; }, true);
  const opened = [];
  addEventListener("beforeprint", () => {
    for (const each of document.querySelectorAll("details:not([open])")) {
      if (each.offsetParent !== null) { each.open = true; opened.push(each); }
    }
  });
  addEventListener("afterprint", () => { for (const each of opened.splice(0)) each.open = false; });
})();
