// A chart that the server drew answers the pointer: the first look at it (pointer, finger, focus) fetches what redraws it
// from the same spec. Who never points, or saves data, fetches nothing; who has no script has the drawing and its table.
let loading;

async function drawer() {
  await import("dh/vega");
  await import("dh/vega-lite");
  await import("dh/vega-embed");
  return globalThis.vegaEmbed;
}

class Chart extends HTMLElement {
  #wake = () => this.#redraw();

  connectedCallback() {
    if (navigator.connection?.saveData) return;
    for (const name of ["pointerenter", "focusin", "touchstart"]) this.addEventListener(name, this.#wake, { once: true, passive: true });
  }

  async #redraw() {
    if (this.dataset.state) return;
    this.dataset.state = "loading";
    try {
      const embed = await (loading ??= drawer());
      const told = JSON.parse(this.querySelector("template").content.textContent);
      const stage = document.createElement("div");
      await document.fonts.ready;
      await embed(stage, told.spec, {
        mode: "vega-lite", renderer: "svg", actions: false, ast: true, defaultStyle: false,
        tooltip: { theme: "house", disableDefaultStyle: true }, formatLocale: told.numbers, timeFormatLocale: told.times,
      });
      const drawn = stage.querySelector("svg");
      for (const node of drawn.querySelectorAll("[role], [aria-label], [tabindex]")) for (const name of ["role", "aria-label", "aria-roledescription", "tabindex"]) node.removeAttribute(name);
      drawn.setAttribute("aria-hidden", "true");
      this.querySelector(":scope > svg").replaceWith(stage);
      this.dataset.state = "live";
    } catch (trouble) {
      loading = undefined;
      this.dataset.state = "";
      console.warn("chart stays as the server drew it", trouble);
    }
  }
}

customElements.define("dh-chart", Chart);
