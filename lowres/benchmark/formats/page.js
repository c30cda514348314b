for (const table of document.querySelectorAll("table.sortable")) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const before = head.getAttribute("aria-sort");
      const falling = column ? before !== "descending" : before === "ascending";
      const body = table.tBodies[0];
      const value = (row) => row.cells[column].dataset.value ?? "";
      const rows = [...body.rows].sort((one, other) => {
        const [a, b] = [value(one), value(other)];
        if (!a || !b) return (a ? 0 : 1) - (b ? 0 : 1);
        const order = column ? Number(a) - Number(b) : a.localeCompare(b);
        return falling ? -order : order;
      });
      heads.forEach((one) => one.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", falling ? "descending" : "ascending");
      body.append(...rows);
    });
  });
}
