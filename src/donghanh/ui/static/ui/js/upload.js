// Says which files were chosen and how heavy they are; refuses those over the limit before anything is sent.
const megabytes = (size) => `${(size / 1048576).toLocaleString("vi-VN", { maximumFractionDigits: 1 })} MB`;

class Upload extends HTMLElement {
  connectedCallback() {
    const box = this.querySelector("input[type=file]");
    if (!box) return;
    const said = document.createElement("div");
    said.className = "hint";
    said.setAttribute("role", "status");
    this.append(said);
    box.addEventListener("change", () => {
      const limit = Number(box.dataset.limit || 0);
      const files = [...box.files];
      const heavy = files.find((file) => limit && file.size > limit);
      const empty = files.find((file) => file.size === 0);
      let wrong = "";
      if (heavy) wrong = `Tệp “${heavy.name}” nặng ${megabytes(heavy.size)}, quá mức ${megabytes(limit)}; hãy chia nhỏ hoặc nén lại.`;
      else if (empty) wrong = `Tệp “${empty.name}” rỗng; hãy chọn tệp khác.`;
      box.setCustomValidity(wrong);
      said.className = wrong ? "error" : "hint";
      said.textContent = wrong || files.map((file) => `${file.name}, ${megabytes(file.size)}`).join("; ");
      box.form?.toggleAttribute("novalidate", !wrong);
      if (wrong) box.reportValidity();
    });
  }
}

customElements.define("dh-upload", Upload);
