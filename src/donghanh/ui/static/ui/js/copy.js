// A button that copies data-text, drawn only where the browser can.
class Copy extends HTMLElement {
  connectedCallback() {
    if (!navigator.clipboard || this.firstChild) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "plain";
    button.textContent = "sao chép";
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(this.dataset.text);
        button.textContent = "đã sao chép";
      } catch {
        button.textContent = "không sao chép được";
      }
      setTimeout(() => (button.textContent = "sao chép"), 2000);
    });
    this.append(button);
  }
}

customElements.define("dh-copy", Copy);
