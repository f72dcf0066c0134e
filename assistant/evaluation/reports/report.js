"use strict";
(() => {
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const sections = all("section.configuration");
  const tabs = all("[role=tab]");

  function show(section) {
    for (const [place, tab] of tabs.entries()) {
      tab.setAttribute("aria-selected", String(sections[place] === section));
      sections[place].hidden = sections[place] !== section;
    }
  }

  /* Opens whatever hides the target of a link before going there. */
  function follow() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    const section = target.closest("section.configuration");
    if (section && tabs.length) show(section);
    target.hidden = false;
    for (let node = target; node; node = node.parentElement) if (node.tagName === "DETAILS") node.open = true;
    if (!target.matches("section")) target.scrollIntoView({ block: "start" });
  }

  function filters(panel) {
    const box = panel.querySelector(".filters");
    if (!box) return;
    box.hidden = false;
    const find = box.querySelector("input");
    const verdicts = all("[data-verdict]", box);
    const selects = all("select", box);
    const cases = all(".case", panel);
    const texts = new Map();
    const text = (node) => texts.get(node) ?? texts.set(node, node.textContent.toLowerCase()).get(node);

    function fits(node) {
      const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
      const button = verdicts.find((item) => item.dataset.verdict === node.dataset.verdict);
      if (button && button.getAttribute("aria-pressed") === "false") return false;
      for (const select of selects) {
        const given = node.dataset[select.dataset.by];
        const values = select.dataset.by === "tags" ? JSON.parse(given) : [given];
        if (select.value && !values.includes(select.value)) return false;
      }
      return words.every((word) => text(node).includes(word));
    }

    function apply() {
      for (const node of cases) node.hidden = !fits(node);
      const failing = cases.filter((node) => node.parentElement === panel && !node.hidden);
      panel.querySelector(".shown").textContent = failing.length;
    }

    let waiting;
    find.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(apply, 120); });
    for (const select of selects) select.addEventListener("change", apply);
    for (const button of verdicts) button.addEventListener("click", () => {
      button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") === "false"));
      apply();
    });
    box.querySelector(".expand").addEventListener("click", (event) => {
      const open = event.target.textContent === "Open all";
      for (const node of cases) if (node.tagName === "DETAILS" && !node.hidden) node.open = open;
      event.target.textContent = open ? "Close all" : "Open all";
    });
    for (const button of all("[data-find]", panel.closest("section"))) button.addEventListener("click", () => {
      find.value = button.dataset.find;
      apply();
      panel.scrollIntoView();
    });
  }

  /* Paper cannot be clicked on. */
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = all("details:not([open])").filter((node) => !node.hidden);
    for (const node of opened) node.open = true;
  });
  addEventListener("afterprint", () => { for (const node of opened) node.open = false; });

  for (const panel of all(".cases")) filters(panel);
  if (tabs.length) {
    tabs[0].parentElement.hidden = false;
    for (const [place, tab] of tabs.entries()) tab.addEventListener("click", () => show(sections[place]));
    show(sections[0]);
  }
  addEventListener("hashchange", follow);
  follow();
})();
