// Looks through the data blocks of the page. Texts come into the page as text nodes only.
"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const read = (id) => JSON.parse(byId(id).textContent);
  const META = read("meta");
  const STRINGS = read("strings");
  const w = (key) => META.words[key] ?? key;
  const text = (word) => (typeof word === "number" ? STRINGS[word] : word);
  const fill = (pattern, ...values) => values.reduce((said, value) => said.replace("{}", () => value), pattern);
  const count = (n) => n.toLocaleString("en-US");

  const el = (tag, attributes, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes ?? {})) {
      if (value === false || value === undefined || value === null) continue;
      if (name === "on") for (const [event, run] of Object.entries(value)) node.addEventListener(event, run);
      else node.setAttribute(name, value === true ? "" : value);
    }
    node.append(...children.flat(9).filter((child) => child !== null && child !== undefined && child !== false));
    return node;
  };

  // Data ------------------------------------------------------------------------------------------

  const FILES = [];
  const ALL = [];
  const TABLES = new Map(META.tables.map((table, at) => [table.id, at]));
  const CLOSED = META.states.map(([id]) => id === "accepted" || id === "corrected");
  const regionName = (code) => META.regions[code] || code;

  function finding(cells, file, unit, region) {
    const table = text(cells[3]);
    return {
      id: cells[0], check: text(cells[1]), severity: cells[2], table, row: cells[4], field: text(cells[5]),
      value: text(cells[6]), expected: text(cells[7]), message: text(cells[8]), source: text(cells[9]),
      state: cells[10], since: cells[11], decision: cells[12]?.map(text), file, unit, region, at: ALL.length,
      unitKey: `${region}\t${unit}`, closed: CLOSED[cells[10]], stateId: META.states[cells[10]][0],
    };
  }

  for (const node of document.querySelectorAll("script.f")) {
    const raw = JSON.parse(node.textContent);
    const file = { ...raw, at: FILES.length, findings: [] };
    for (const key of ["path", "message", "unit", "region", "received", "sender", "subject"]) file[key] = text(raw[key]);
    file.hidden = raw.hidden.map(text);
    FILES.push(file);
    for (const cells of raw.anomalies) {
      const one = finding(cells, file, file.unit, file.region);
      file.findings.push(one);
      ALL.push(one);
    }
    delete file.anomalies;
    node.remove();
  }
  const LOOSE = read("loose");
  LOOSE.anomalies.forEach((cells, at) => {
    const [unit, region] = LOOSE.units[at].map(text);
    ALL.push(finding(cells, null, unit, region));
  });
  const haystack = (one) =>
    (one.hay ??= [one.id, one.message, one.value, one.expected, one.unit, one.file?.path ?? "", one.source, checkTitle(one.check), one.decision?.join(" ") ?? ""]
      .join("\n").toLowerCase());

  // Made ready while nobody waits, so that the first search is as quick as the next.
  function warm(from) {
    const to = Math.min(from + 1000, ALL.length);
    for (let at = from; at < to; at += 1) haystack(ALL[at]);
    if (to < ALL.length) setTimeout(warm, 10, to);
  }

  // Bodies are large: the last few stay at hand.
  const bodies = new Map();
  function body(file) {
    if (!file?.body) return null;
    let found = bodies.get(file.at);
    if (!found) {
      found = read("d" + file.at);
      bodies.set(file.at, found);
      if (bodies.size > 8) bodies.delete(bodies.keys().next().value);
    }
    return found;
  }

  // Names -----------------------------------------------------------------------------------------

  const checkTitle = (id) => META.checks[id]?.title ?? id;
  const tableName = (id) => {
    const table = META.tables[TABLES.get(id)];
    return table ? `${id} ${table.subtitle || table.title}` : id;
  };
  const columnOf = (one) => META.tables[TABLES.get(one.table)]?.columns.findIndex((column) => column.field === one.field) ?? -1;
  const fieldName = (one) => META.tables[TABLES.get(one.table)]?.columns[columnOf(one)]?.header ?? one.field;
  const unitName = (name) => name || w("none-given");
  const unitKey = (one) => `${one.region}\t${one.unit}`;
  const place = (one) => [one.table && `${w("table")} ${one.table}`, one.row && `${w("row")} ${one.row}`].filter(Boolean).join(" · ");
  const money = (value) => {
    const [whole, part] = String(value).split(".");
    return whole.replace(/\B(?=(\d{3})+$)/g, ",") + (part ? "." + part : "");
  };
  const tag = (severity, n) =>
    el("span", { class: "tag " + META.severities[severity][0] }, META.severities[severity][1] + (n === undefined ? "" : " " + count(n)));
  const stateTag = (one) => el("span", { class: "tag " + (one.closed ? "closed" : "plain") }, META.states[one.state][1]);
  const size = (bytes) => (bytes < 1024 ? `${bytes} B` : bytes < 1048576 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1048576).toFixed(1)} MB`);

  function facts(pairs) {
    const shown = pairs.filter(([, value]) => value !== "" && value !== null && value !== undefined && value !== false);
    return el("dl", { class: "facts" }, shown.map(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]));
  }

  function copyButton(value) {
    const button = el("button", { type: "button", class: "copy", on: { click: () => copy(value, button) } }, w("copy"));
    return button;
  }

  async function copy(value, button) {
    try {
      await navigator.clipboard.writeText(value);
    } catch {
      // Pages from a disk or a mail may have no clipboard.
      const box = el("textarea", { "aria-hidden": "true" });
      box.value = value;
      document.body.append(box);
      box.select();
      document.execCommand("copy");
      box.remove();
    }
    button.textContent = w("copied");
    setTimeout(() => { button.textContent = w("copy"); }, 1500);
  }

  const filePath = (file) => el("span", { class: "path" }, file.path, copyButton(file.path));

  // A row as in the document ------------------------------------------------------------------------

  const rawOf = (cell) => (typeof cell === "object" ? text(cell.raw) : text(cell));

  function cellNode(cell, column, { hit, odd, span, label } = {}) {
    const rich = typeof cell === "object" ? cell : null;
    const hand = rich?.corrected?.map(text);
    return el("td", { class: hit ? "hit" : odd ? "odd" : null, rowspan: span > 1 ? span : null, "aria-label": label },
      rawOf(cell),
      rich?.value !== undefined && el("span", { class: "made" }, `${w("read-as")} ${text(rich.value)}${column.money ? " " + w("unit-wan") : ""}`),
      hand && el("span", { class: "hand" }, [`${w("by-hand")} ${hand[0]}`, hand[1], hand[2], hand[3]].filter(Boolean).join(" · ")));
  }

  function grid(table, rows, caption) {
    const head = el("tr", {}, el("th", { scope: "col" }, w("row")), table.columns.map((column) => el("th", { scope: "col" }, column.header)));
    return el("div", { class: "scroll grid", tabindex: "0", role: "region", "aria-label": caption },
      el("table", {}, el("thead", {}, head), el("tbody", {}, rows)));
  }

  function evidence(one) {
    const data = body(one.file);
    const found = data?.tables.find((table) => META.tables[table.table].id === one.table);
    if (!found) return one.file ? fileEvidence(one.file) : unitEvidence(one);
    if (!one.row) return tableEvidence(found);
    const table = META.tables[found.table];
    const row = found.rows.find((row) => row[0] === one.row);
    if (!row) return el("p", { class: "note" }, w("row-not-here"));
    const column = columnOf(one);
    const cells = row[3].map((cell, at) =>
      cellNode(cell, table.columns[at], at === column ? { hit: true, label: `${rawOf(cell) || w("empty")} (${w("marked-cell")})` } : {}));
    return [
      el("h4", {}, w("evidence")),
      grid(table, el("tr", {}, el("th", { scope: "row" }, String(row[0])), cells), w("evidence")),
      pictures(data, row, column),
    ];
  }

  function pictures(data, row, column) {
    const places = row[3].map((cell) => (typeof cell === "object" ? cell.place : null));
    const wanted = column >= 0 ? places[column] : null;
    const any = wanted ?? places.find(Boolean);
    if (!any) return null;
    const [page, box] = any;
    const shows = (picture) =>
      picture.page === page && picture.rect[0] - 1 <= box[0] && picture.rect[1] - 1 <= box[1] && picture.rect[2] + 1 >= box[2] && picture.rect[3] + 1 >= box[3];
    const picture = data.pictures.find(shows);
    if (!picture) return data.pictures_left_out ? el("p", { class: "note" }, w("picture-left-out")) : null;
    const [x0, y0, x1, y1] = picture.rect;
    const shot = el("div", { class: "shot" }, el("img", { src: picture.uri, alt: fill(w("picture-alt"), String(page)), loading: "lazy" }));
    if (wanted) {
      const frame = el("i", {});
      Object.assign(frame.style, {
        left: `${((box[0] - x0) / (x1 - x0)) * 100}%`, top: `${((box[1] - y0) / (y1 - y0)) * 100}%`,
        width: `${((box[2] - box[0]) / (x1 - x0)) * 100}%`, height: `${((box[3] - box[1]) / (y1 - y0)) * 100}%`,
      });
      shot.append(frame);
    }
    return [el("h4", {}, fill(w("picture-of-page"), String(page))), el("div", { class: "scroll", tabindex: "0" }, shot)];
  }

  const rowCounts = (table) => {
    const aside = table.aside.map((n, at) => n && `${META.reasons[at]} ${count(n)}`).filter(Boolean);
    return fill(w("rows-balance"), count(table.seen), count(table.written), aside.length ? aside.join(" + ") : "0");
  };
  const stated = (table) => table.extra.filter((extra) => ["subtotal", "total"].includes(META.reason_ids[extra[0]]));

  function tableSums(table) {
    return facts([
      [w("rows"), rowCounts(table)],
      [w("rows-filled"), count(table.filled)],
      [w("sum-of-amounts"), `${money(table.amount)} ${w("unit-wan")}`],
      [w("stated-totals"), stated(table).map((extra) => text(extra[1])).join("\n")],
      [w("source"), text(table.source)],
    ]);
  }

  const tableEvidence = (table) => [el("h4", {}, w("evidence")), tableSums(table)];
  const fileEvidence = (file) => [el("h4", {}, w("evidence")), fileFacts(file)];
  function unitEvidence(one) {
    const files = FILES.filter((file) => unitKey(file) === unitKey(one));
    return [el("h4", {}, w("files-of-unit")), el("ul", {}, files.map((file) => el("li", {}, filePath(file))))];
  }

  function fileFacts(file) {
    const revisions = file.insertions + file.deletions > 0 && fill(w("revisions-said"), count(file.insertions), count(file.deletions));
    return facts([
      [w("outcome"), META.outcomes[file.outcome][1] + (file.message ? ` · ${file.message}` : "")],
      [w("unit"), [unitName(file.unit), file.region].filter(Boolean).join(" · ")],
      [w("format"), [file.format, size(file.bytes), file.pages ? fill(w("pages-said"), String(file.pages)) : ""].filter(Boolean).join(" · ")],
      [w("sender"), file.sender],
      [w("subject"), file.subject],
      [w("received"), file.received],
      [w("revisions"), revisions],
      [w("picture-pages"), file.picture_pages.join(", ")],
      [w("hidden-sheets"), file.hidden.join(", ")],
      ["SHA-256", file.sha256],
    ]);
  }

  // One finding -------------------------------------------------------------------------------------

  function detail(one) {
    const check = META.checks[one.check];
    const column = META.tables[TABLES.get(one.table)]?.columns[columnOf(one)];
    const [by, when, note, given] = one.decision ?? ["", "", "", ""];
    const rule = facts([
      [w("check"), `${checkTitle(one.check)} (${one.check})`],
      [w("finds"), check?.finds],
      [w("why"), check?.why],
      [w("mend"), check?.mend],
      [w("column-rule"), column && (column.required ? w("required") : w("not-required"))],
      [w("allowed"), column?.allowed.join(w("list-comma"))],
      [w("rules-file"), META.rules[0]],
    ]);
    const what = facts([
      [w("unit"), [unitName(one.unit), regionName(one.region)].filter(Boolean).join(" · ")],
      [w("file"), one.file && [filePath(one.file), one.file.body && el("div", {}, el("a", { href: `#file=${one.file.at}` }, w("open-submission")))]],
      [w("where"), [place(one), one.field && fieldName(one)].filter(Boolean).join(" · ")],
      [w("source"), one.source],
      [w("value"), one.value],
      [w("expected"), one.expected],
      [w("state"), META.states[one.state][1]],
      [w("given-value"), given],
      [w("decided-by"), [by, when].filter(Boolean).join(" · ")],
      [w("decided-note"), note],
      [w("since-last"), one.since === "new" ? w("since-new") : one.since === "known" ? w("since-known") : ""],
      [w("id"), [el("a", { href: "#" + one.id }, one.id), copyButton(one.id)]],
    ]);
    return [el("p", { class: "said" }, one.message), el("div", { class: "pair" }, what, rule), evidence(one)];
  }

  // The list of findings ------------------------------------------------------------------------------

  const PAGE = 50;
  const PRINTED = 2000;
  const chosen = { q: "", severities: new Set(), check: "", unit: "", table: "", state: "", since: "", sort: "severity" };
  const opened = new Set();
  let shown = [];
  let page = 0;

  const TESTS = {
    q: (one, words) => words.every((word) => haystack(one).includes(word)),
    severities: (one, set) => set.has(one.severity),
    check: (one, id) => one.check === id,
    unit: (one, key) => one.unitKey === key,
    table: (one, id) => one.table === id,
    state: (one, state) => (state === "unsettled" ? !one.closed : one.stateId === state),
    since: (one, since) => one.since === since,
  };
  const collator = new Intl.Collator(document.documentElement.lang);
  const SORTS = {
    severity: (a, b) => a.severity - b.severity || a.at - b.at,
    file: (a, b) => a.at - b.at,
    unit: (a, b) => collator.compare(a.region, b.region) || collator.compare(a.unit, b.unit) || a.at - b.at,
    check: (a, b) => collator.compare(checkTitle(a.check), checkTitle(b.check)) || a.at - b.at,
    table: (a, b) => collator.compare(a.table, b.table) || a.row - b.row || a.at - b.at,
    state: (a, b) => a.state - b.state || a.at - b.at,
  };

  function active() {
    const words = chosen.q.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = { ...chosen, q: words.length ? words : "" };
    return Object.keys(TESTS)
      .filter((key) => (key === "severities" ? wanted[key].size : wanted[key]))
      .map((key) => [key, (one) => TESTS[key](one, wanted[key])]);
  }

  // What would be left by every choice of a field, all other fields as they are.
  function facetCounts(tests) {
    const counts = { severities: new Map(), check: new Map(), unit: new Map(), table: new Map(), state: new Map(), since: new Map() };
    const keys = { severities: (one) => one.severity, check: (one) => one.check, unit: (one) => one.unitKey, table: (one) => one.table, state: (one) => one.stateId, since: (one) => one.since };
    const add = (facet, one) => {
      const key = keys[facet](one);
      counts[facet].set(key, (counts[facet].get(key) ?? 0) + 1);
      if (facet === "state" && !one.closed) counts.state.set("unsettled", (counts.state.get("unsettled") ?? 0) + 1);
    };
    shown = [];
    for (const one of ALL) {
      let failed = null;
      let failures = 0;
      for (const [key, test] of tests) {
        if (!test(one)) {
          failed = key;
          if (++failures > 1) break;
        }
      }
      if (failures > 1) continue;
      if (failures === 1) {
        if (failed in counts) add(failed, one);
        continue;
      }
      shown.push(one);
      for (const facet in counts) add(facet, one);
    }
    return counts;
  }

  function update(keepPage) {
    const counts = facetCounts(active());
    shown.sort(SORTS[chosen.sort]);
    if (!keepPage) page = 0;
    for (const [id, facet] of [["check", "check"], ["unit", "unit"], ["table", "table"], ["state", "state"], ["since", "since"]]) {
      for (const option of byId(id).options) {
        if (!option.value) continue;
        option.textContent = `${option.dataset.name} (${count(counts[facet].get(option.value) ?? 0)})`;
      }
    }
    META.severities.forEach((_, at) => { byId("severity-" + at).textContent = count(counts.severities.get(at) ?? 0); });
    byId("count").textContent = fill(w("count-said"), count(shown.length), count(ALL.length));
    renderList();
  }

  function item(one) {
    const id = "d-" + one.at;
    const isOpen = opened.has(one.at);
    const box = el("div", { id, class: "detail", hidden: !isOpen }, isOpen ? detail(one) : []);
    const button = el("button", { type: "button", class: "item", "aria-expanded": String(isOpen), "aria-controls": id, "data-at": one.at, on: { click: () => toggle(one, button, box) } },
      tag(one.severity),
      el("span", { class: "check" }, checkTitle(one.check)),
      el("span", { class: "unit" }, unitName(one.unit)),
      el("span", { class: "where" }, place(one)),
      el("span", { class: "what" }, one.message),
      el("span", { class: "state" }, one.since === "new" && `${w("since-new")} `, stateTag(one)));
    return el("li", { "data-id": one.id }, button, box);
  }

  function toggle(one, button, box) {
    const opens = !opened.has(one.at);
    if (opens) opened.add(one.at);
    else opened.delete(one.at);
    box.replaceChildren(...(opens ? detail(one).flat(9).filter(Boolean) : []));
    box.hidden = !opens;
    reveal(box);
    button.setAttribute("aria-expanded", String(opens));
  }

  // A wide row shows the cell in question first.
  function reveal(box) {
    const cell = box.querySelector(".hit");
    if (cell) cell.closest(".scroll").scrollLeft = cell.offsetLeft - 60;
  }

  function pager(node, at, pages, go) {
    if (pages < 2) return node.replaceChildren();
    const button = (label, to, off) => el("button", { type: "button", disabled: off, on: { click: () => go(to) } }, label);
    node.replaceChildren(
      button(w("page-first"), 0, at === 0), button(w("page-before"), at - 1, at === 0),
      el("span", {}, fill(w("page-said"), count(at + 1), count(pages))),
      button(w("page-after"), at + 1, at >= pages - 1), button(w("page-last"), pages - 1, at >= pages - 1));
  }

  function renderList() {
    const pages = Math.ceil(shown.length / PAGE);
    page = Math.max(0, Math.min(page, pages - 1));
    byId("list").replaceChildren(...shown.slice(page * PAGE, (page + 1) * PAGE).map(item));
    pager(byId("pages"), page, pages, (to) => {
      page = to;
      renderList();
      byId("anomalies").scrollIntoView();
    });
  }

  const options = (id, pairs, first) =>
    byId(id).replaceChildren(...(first ? [el("option", { value: "" }, first)] : []), ...pairs.map(([value, name]) => el("option", { value, "data-name": name }, name)));

  function startFilter() {
    const distinct = (key) => [...new Set(ALL.map(key))];
    const sorted = (pairs) => pairs.sort((a, b) => collator.compare(a[1], b[1]));
    byId("severity").append(...META.severities.map(([id, label], at) =>
      el("label", {}, el("input", { type: "checkbox", value: at, on: { change: (event) => {
        chosen.severities[event.target.checked ? "add" : "delete"](at);
        update();
      } } }), el("span", { class: "tag " + id }, label), el("span", { id: "severity-" + at, class: "soft" }))));
    options("check", sorted(distinct((one) => one.check).map((id) => [id, checkTitle(id)])), w("all"));
    const units = distinct((one) => one.unitKey).map((key) => key.split("\t"));
    units.sort((a, b) => collator.compare(a[0], b[0]) || collator.compare(a[1], b[1]));
    options("unit", units.map(([region, name]) => [`${region}\t${name}`, unitName(name)]), w("all"));
    options("table", sorted(distinct((one) => one.table).filter(Boolean).map((id) => [id, tableName(id)])), w("all"));
    options("state", [["unsettled", w("unsettled")], ...META.states], w("all"));
    const compared = ALL.some((one) => one.since);
    byId("since-label").hidden = !compared;
    options("since", [["new", w("since-new")], ["known", w("since-known")]], w("all"));
    options("sort", [["severity", w("severity")], ["file", w("file")], ["unit", w("unit")], ["check", w("check")], ["table", w("table")], ["state", w("state")]]);
    for (const id of ["check", "unit", "table", "state", "since", "sort"]) {
      byId(id).addEventListener("change", (event) => {
        chosen[id] = event.target.value;
        update();
      });
    }
    let waiting = 0;
    byId("q").addEventListener("input", (event) => {
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        chosen.q = event.target.value;
        update();
      }, 80);
    });
    byId("filter").addEventListener("reset", () => setTimeout(() => reset({}), 0));
    byId("filter").addEventListener("submit", (event) => event.preventDefault());
    byId("filter").hidden = false;
    byId("sort").value = chosen.sort;
  }

  function reset(choice) {
    Object.assign(chosen, { q: "", severities: new Set(), check: "", unit: "", table: "", state: "", since: "", sort: "severity" }, choice);
    byId("q").value = chosen.q;
    for (const id of ["check", "unit", "table", "state", "since", "sort"]) byId(id).value = chosen[id];
    for (const box of byId("severity").querySelectorAll("input")) box.checked = false;
    update();
  }

  // Opens what the address names: #A… a finding, #check=… all of a check, #file=… a submission.
  function follow() {
    const hash = decodeURIComponent(location.hash.slice(1));
    const [kind, value] = hash.split(/=(.*)/s);
    if (kind === "check") {
      reset({ check: value });
      byId("anomalies").scrollIntoView();
    } else if (kind === "file") {
      openSubmission(FILES[Number(value)]);
    } else if (/^A[0-9a-f]{6,}$/.test(hash)) {
      const one = ALL.find((one) => one.id === hash);
      if (!one) return;
      if (!shown.includes(one)) reset({});
      page = Math.floor(shown.indexOf(one) / PAGE);
      opened.add(one.at);
      renderList();
      const button = document.querySelector(`.item[data-at="${one.at}"]`);
      if (!button) return;
      reveal(byId("d-" + one.at));
      button.focus({ preventScroll: true });
      button.scrollIntoView({ block: "start" });
    }
  }

  // Keyboard ----------------------------------------------------------------------------------------

  let last = -1;
  function step(by) {
    const items = [...document.querySelectorAll("#list .item")];
    const focused = items.indexOf(document.activeElement?.closest?.("li")?.querySelector(".item"));
    const from = focused >= 0 ? focused : last >= items.length ? -1 : last;
    let to = from + by;
    const pages = Math.ceil(shown.length / PAGE);
    if (to >= items.length && page < pages - 1) {
      page += 1;
      renderList();
      to = 0;
    } else if (to < 0 && from === 0 && page > 0) {
      page -= 1;
      renderList();
      to = PAGE - 1;
    }
    const target = [...document.querySelectorAll("#list .item")][Math.max(0, Math.min(to, items.length - 1))];
    last = Math.max(0, to);
    target?.focus();
    target?.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("focusin", (event) => {
    const button = event.target.closest?.("#list li")?.querySelector(".item");
    if (button) last = [...document.querySelectorAll("#list .item")].indexOf(button);
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) && event.target.type !== "checkbox";
    if (event.key === "Escape") {
      if (byId("help").open) return;
      if (typing) return event.target.blur();
      const open = document.activeElement?.closest?.("#list li")?.querySelector(".item[aria-expanded=true]");
      if (open) {
        open.click();
        open.focus();
      }
      return;
    }
    if (typing || byId("help").open) return;
    const keys = {
      j: () => step(1), k: () => step(-1),
      o: () => document.activeElement?.closest?.("#list li")?.querySelector(".item").click(),
      "/": () => { byId("q").focus(); byId("q").select(); byId("filter").scrollIntoView({ block: "nearest" }); },
      "?": () => byId("help").showModal(),
    };
    if (keys[event.key]) {
      event.preventDefault();
      keys[event.key]();
    }
  });
  byId("help-open").hidden = false;
  byId("help-open").addEventListener("click", () => byId("help").showModal());

  // Submissions ---------------------------------------------------------------------------------------

  const UNITS_PAGE = 40;
  const units = new Map();
  const ACCEPTED = META.outcomes.findIndex(([id]) => id === "accepted");
  for (const file of FILES) {
    if (["ignored", "container"].includes(META.outcomes[file.outcome][0])) continue;
    const known = file.unit || file.region;
    if (!known && file.outcome !== ACCEPTED) continue;
    const key = known ? unitKey(file) : "\t\t" + file.path;
    if (!units.has(key)) units.set(key, { key, name: known ? unitName(file.unit) : file.path, region: file.region, files: [] });
    units.get(key).files.push(file);
  }
  const submissions = [...units.values()].filter((unit) => unit.files.some((file) => file.outcome === ACCEPTED));
  submissions.sort((a, b) => collator.compare(a.region || "~", b.region || "~") || collator.compare(a.name, b.name));
  let unitPage = 0;
  const foundUnits = () => {
    const words = byId("unit-q").value.toLowerCase().split(/\s+/).filter(Boolean);
    return submissions.filter((unit) => {
      const hay = [unit.name, unit.region, regionName(unit.region), ...unit.files.map((file) => file.path)].join("\n").toLowerCase();
      return words.every((word) => hay.includes(word));
    });
  };

  function unitNode(unit) {
    const used = unit.files.filter((file) => file.outcome === ACCEPTED);
    const findings = unit.files.flatMap((file) => file.findings);
    const sum = used.reduce((sum, file) => sum + Number(file.amount), 0);
    const counts = META.severities.map((_, at) => findings.filter((one) => one.severity === at).length);
    const node = el("details", { class: "unit-box", "data-unit": unit.key },
      el("summary", {}, el("b", {}, unit.name),
        el("span", { class: "n" }, fill(w("files-said"), count(used.length))),
        el("span", { class: "n" }, fill(w("rows-said"), count(used.reduce((sum, file) => sum + file.rows, 0)))),
        el("span", { class: "n" }, `${money(Math.round(sum * 1e6) / 1e6)} ${w("unit-wan")}`),
        el("span", {}, counts.map((n, at) => n > 0 && [tag(at, n), " "]))));
    node.addEventListener("toggle", () => {
      if (node.open && node.childElementCount === 1) {
        node.append(el("div", { class: "inside" }, used.map(submission), unusedFiles(unit)));
      }
    });
    return node;
  }

  function unusedFiles(unit) {
    const others = unit.files.filter((file) => file.outcome !== ACCEPTED);
    if (!others.length) return null;
    return [el("h3", {}, w("other-files")), others.map((file) => [
      el("p", {}, filePath(file), " ", el("span", { class: "tag plain" }, META.outcomes[file.outcome][1]), " ", file.message),
      differences(file)])];
  }

  // How a version that was replaced differs from what stands now, where that was compared.
  function differences(file) {
    if (!file.differences?.length) return null;
    const rows = file.differences.map((one) => el("tr", {}, one.map((cell) => el("td", {}, String(text(cell))))));
    const head = [w("table"), w("row-before"), w("row-after"), w("field"), w("text-before"), w("text-after")];
    return el("details", {}, el("summary", {}, `${w("differences")} ${count(rows.length)}`),
      el("p", { class: "note" }, text(file.compared_with)),
      el("div", { class: "scroll", tabindex: "0" }, el("table", {}, el("thead", {}, el("tr", {}, head.map((name) => el("th", { scope: "col" }, name)))), el("tbody", {}, rows))));
  }

  function submission(file) {
    const data = body(file);
    return el("section", { "aria-label": file.path },
      el("h3", {}, filePath(file)), fileFacts(file),
      data?.cut && el("p", { class: "note" }, w("rows-left-out")),
      file.findings.length > 0 && el("details", {}, el("summary", {}, `${w("anomalies")} ${count(file.findings.length)}`),
        el("ul", {}, file.findings.map((one) => el("li", {}, tag(one.severity), " ", el("a", { href: "#" + one.id }, one.message))))),
      data?.tables.map((table) => tableNode(file, table)),
      differences(file));
  }

  function tableNode(file, table) {
    const meta = META.tables[table.table];
    const name = tableName(meta.id);
    const node = el("details", {}, el("summary", {}, `${w("table")} ${name} · ${fill(w("rows-said"), count(table.written))} · ${money(table.amount)} ${w("unit-wan")}`), tableSums(table));
    node.addEventListener("toggle", () => {
      if (node.open && node.childElementCount === 2) node.append(grid(meta, gridRows(file, table, meta), name));
    });
    return node;
  }

  function gridRows(file, table, meta) {
    const odd = new Set(file.findings.filter((one) => one.table === meta.id && one.row).map((one) => `${one.row}\t${columnOf(one)}`));
    const rows = [];
    const extras = table.extra.slice();
    table.rows.forEach((row, at) => {
      while (extras.length && extras[0][3] <= at) rows.push(extraRow(extras.shift(), meta));
      const cells = row[3].map((cell, column) => {
        if (at > 0 && cell.merged && extrasBetween(table, at) === 0) return null;
        let span = 1;
        while (table.rows[at + span]?.[3][column]?.merged && extrasBetween(table, at + span) === 0) span += 1;
        return cellNode(cell, meta.columns[column], { odd: odd.has(`${row[0]}\t${column}`), span });
      });
      rows.push(el("tr", { class: row[1] === "untouched" ? "untouched" : null }, el("th", { scope: "row" }, String(row[0])), cells));
    });
    return [...rows, ...extras.map((extra) => extraRow(extra, meta))];
  }

  const extrasBetween = (table, at) => table.extra.filter((extra) => extra[3] === at).length;
  const extraRow = (extra, meta) =>
    el("tr", { class: "extra" }, el("th", {}, ""), el("td", { colspan: meta.columns.length }, `${META.reasons[extra[0]]}${w("colon")}${text(extra[1])}`));

  function renderUnits() {
    const found = foundUnits();
    const pages = Math.ceil(found.length / UNITS_PAGE);
    unitPage = Math.max(0, Math.min(unitPage, pages - 1));
    byId("unit-count").textContent = fill(w("units-said"), count(found.length), count(submissions.length));
    byId("unit-list").replaceChildren(...found.slice(unitPage * UNITS_PAGE, (unitPage + 1) * UNITS_PAGE).map(unitNode));
    pager(byId("unit-pages"), unitPage, pages, (to) => {
      unitPage = to;
      renderUnits();
      byId("submissions").scrollIntoView();
    });
  }

  function openSubmission(file) {
    const at = submissions.findIndex((unit) => unit.files.includes(file));
    if (at < 0) return;
    byId("unit-q").value = "";
    unitPage = Math.floor(at / UNITS_PAGE);
    renderUnits();
    const node = byId("unit-list").children[at % UNITS_PAGE];
    node.open = true;
    node.scrollIntoView();
    node.querySelector("summary").focus({ preventScroll: true });
  }

  // Files -----------------------------------------------------------------------------------------------

  const FILES_PAGE = 100;
  let filePage = 0;
  function renderFiles() {
    const words = byId("file-q").value.toLowerCase().split(/\s+/).filter(Boolean);
    const outcome = byId("outcome").value;
    const found = FILES.filter((file) => (!outcome || META.outcomes[file.outcome][0] === outcome) &&
      (!words.length || words.every((word) => [file.path, file.unit, file.message, file.sender].join("\n").toLowerCase().includes(word))));
    const pages = Math.ceil(found.length / FILES_PAGE);
    filePage = Math.max(0, Math.min(filePage, pages - 1));
    byId("file-count").textContent = fill(w("files-found"), count(found.length), count(FILES.length));
    const head = [[w("file")], [w("outcome")], [w("unit")], [w("format")], [w("rows"), "n"], [w("anomalies"), "n"], [w("received")], [w("reason")]];
    const rows = found.slice(filePage * FILES_PAGE, (filePage + 1) * FILES_PAGE).map((file) => el("tr", {},
      el("td", { class: "path" }, file.path), el("td", {}, META.outcomes[file.outcome][1]), el("td", {}, file.unit),
      el("td", {}, file.format), el("td", { class: "n" }, count(file.rows)), el("td", { class: "n" }, count(file.findings.length)),
      el("td", {}, file.received.replace("T", " ")), el("td", {}, file.message)));
    byId("file-list").replaceChildren(
      el("thead", {}, el("tr", {}, head.map(([name, kind]) => el("th", { scope: "col", class: kind }, name)))), el("tbody", {}, rows));
    pager(byId("file-pages"), filePage, pages, (to) => {
      filePage = to;
      renderFiles();
      byId("files").scrollIntoView();
    });
  }

  // Start -----------------------------------------------------------------------------------------------

  for (const form of document.querySelectorAll("form[data-plain]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => event.preventDefault());
  }
  options("outcome", META.outcomes.map(([id, label], at) => [id, `${label} (${count(FILES.filter((file) => file.outcome === at).length)})`]), w("all"));
  byId("unit-q").addEventListener("input", () => { unitPage = 0; renderUnits(); });
  byId("file-q").addEventListener("input", () => { filePage = 0; renderFiles(); });
  byId("outcome").addEventListener("change", () => { filePage = 0; renderFiles(); });

  // On paper stands what is filtered, not one page of it.
  addEventListener("beforeprint", () => byId("list").replaceChildren(...shown.slice(0, PRINTED).map(item)));
  addEventListener("afterprint", renderList);
  addEventListener("hashchange", follow);

  startFilter();
  update();
  renderUnits();
  renderFiles();
  follow();
  setTimeout(warm, 50, 0);
})();
