// Turns a link to a dialog on this page into a real modal: focus kept inside, Escape closes, focus comes back.
class Confirm extends HTMLElement {
  connectedCallback() {
    const dialog = this.querySelector("dialog");
    const opener = this.querySelector(':scope > a[href^="#"], :scope > button');
    if (!dialog?.showModal || !opener) return;
    opener.addEventListener("click", (event) => {
      event.preventDefault();
      dialog.showModal();
    });
    dialog.addEventListener("click", (event) => {
      const closes = event.target === dialog || event.target.closest("[data-close]");
      if (!closes || !dialog.open) return; // opened by its address alone: the link itself closes it
      event.preventDefault();
      dialog.close();
    });
  }
}

customElements.define("dh-confirm", Confirm);
