// Lists walked by keyboard: j and k move, Enter opens the row's first link. Works beside, never instead of, Tab.
class Rows extends HTMLElement {
  #at = -1;
  #onKey = (event) => this.#key(event);

  connectedCallback() {
    document.addEventListener("keydown", this.#onKey);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.#onKey);
  }

  #rows() {
    return [...this.querySelectorAll(".tasks > li, tbody > tr")].filter((row) => row.querySelector("a[href]"));
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea, dialog")) return;
    const walked = document.activeElement.closest("dh-rows") ?? document.querySelector("dh-rows");
    if (walked !== this) return;
    const step = { j: 1, k: -1 }[event.key];
    const rows = this.#rows();
    if (step && rows.length) {
      this.#at = Math.min(Math.max(this.#at + step, 0), rows.length - 1);
      for (const row of rows) row.classList.toggle("picked", row === rows[this.#at]);
      const link = rows[this.#at].querySelector("a[href]");
      link.focus({ preventScroll: true });
      rows[this.#at].scrollIntoView({ block: "nearest" });
      event.preventDefault();
    }
  }
}

customElements.define("dh-rows", Rows);
