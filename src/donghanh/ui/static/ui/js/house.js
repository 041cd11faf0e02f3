// Loads a custom element's file only where a page has that element, also after htmx brought new parts.
const parts = { "dh-rows": "dh/rows", "dh-search": "dh/search", "dh-copy": "dh/copy", "dh-upload": "dh/upload", "dh-confirm": "dh/confirm", "dh-chart": "dh/chart", "dh-map": "dh/map" };

function wake(root) {
  for (const [tag, module] of Object.entries(parts)) {
    if (!customElements.get(tag) && root.querySelector?.(tag)) import(module);
  }
}

wake(document);
document.addEventListener("htmx:load", (event) => wake(event.detail.elt.parentNode ?? document));
