// Sorts and filters the table of students; it moves and hides rows that are there and makes none.
"use strict";
(() => {
  const table = document.getElementById("table");
  if (!table) return;
  const body = table.tBodies[0];
  const heads = Array.from(table.tHead.rows[0].cells);
  const words = heads.map((head, at) => at).filter((at) => heads[at].dataset.sort === "text");
  const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  const plain = (text) => text.normalize("NFKC").toLowerCase();
  const cell = (row, at) => row.cells[at].textContent;
  let rows = Array.from(body.rows);
  const texts = new Map(
    rows.map((row) => [row, plain(words.map((at) => cell(row, at)).join(" "))]),
  );

  // What is no number, or says nothing, stands last in either direction.
  const compared = (at, down) => {
    const sign = down ? -1 : 1;
    if (heads[at].dataset.sort === "text") {
      return (a, b) => (a === "") - (b === "") || sign * collator.compare(a, b);
    }
    return (a, b) => Number.isNaN(a) - Number.isNaN(b) || sign * (a - b) || 0;
  };

  const sort = (at) => {
    const down = heads[at].getAttribute("aria-sort") === "ascending";
    const text = heads[at].dataset.sort === "text";
    const key = (row) => (text ? cell(row, at) : Number.parseFloat(cell(row, at)));
    const order = compared(at, down);
    const keyed = rows.map((row) => ({ row, key: key(row) }));
    keyed.sort((a, b) => order(a.key, b.key));
    rows = keyed.map((one) => one.row);
    const fragment = new DocumentFragment();
    for (const row of rows) fragment.append(row);
    body.append(fragment);
    for (const head of heads) head.removeAttribute("aria-sort");
    heads[at].setAttribute("aria-sort", down ? "descending" : "ascending");
  };

  const find = document.getElementById("find");
  const count = document.getElementById("count");
  const filter = () => {
    const asked = plain(find.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const text = texts.get(row);
      const hide = !asked.every((word) => text.includes(word));
      if (row.hidden !== hide) row.hidden = hide;
      if (!hide) shown += 1;
    }
    count.textContent = `${shown} of ${rows.length} shown`;
  };

  heads.forEach((head, at) => {
    const [title, button] = head.children;
    title.hidden = true;
    button.hidden = false;
    button.addEventListener("click", () => sort(at));
  });
  find.addEventListener("input", filter);
  document.getElementById("filter").hidden = false;
  filter();
})();
