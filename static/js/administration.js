// The search boxes of Django's administration (Select2) have no names of their own: give each the words of its label.
"use strict";

(function () {
  function name(box) {
    const select = box.previousElementSibling;
    const label = select && document.querySelector('label[for="' + select.id + '"]');
    if (!label) return;
    const words = label.textContent.trim().replace(/:$/, "");
    for (const part of box.querySelectorAll('[role="combobox"], [role="textbox"], [role="searchbox"]')) {
      if (part.getAttribute("aria-label") !== words) {
        part.setAttribute("aria-label", words);
        part.removeAttribute("aria-labelledby");
      }
    }
  }

  function nameAll() {
    document.querySelectorAll(".select2-container").forEach(name);
  }

  nameAll();
  new MutationObserver(nameAll).observe(document.body, { childList: true, subtree: true });
})();
