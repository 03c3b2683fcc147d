/* Saves clicks and typing; every page works without it.
   1. Forms marked data-autosave="<address>" are saved two seconds after a key, also while somebody goes on typing.
   2. Menus close with Escape and when something else is pressed.
   3. Buttons marked data-print print the page; without a script they are not there.
   4. When the page comes into sight again, lists with hx-trigger="seen-again from:body" are fetched anew.
   5. A script that the first view can do without (<meta name="later">) is fetched when the page stands.
   6. Forms marked data-sums="<id>" have their sums worked out anew by the portal as figures are typed. */
(function () {
  "use strict";

  const PAUSE = 2000;
  const AGAIN = 15000;

  function keep(form) {
    const line = form.querySelector("[data-autosave-status]") || addLine(form);
    let timer = 0;
    let running = false;
    let waiting = false;
    let last = text(form);

    function later(ms) {
      clearTimeout(timer);
      timer = setTimeout(save, ms);
    }

    /* From the first unsaved key and not from the last: whoever never pauses loses no more than others. */
    function soon() {
      if (!timer) later(PAUSE);
    }

    async function save() {
      clearTimeout(timer);
      timer = 0;
      if (running) { waiting = true; return; }
      const now = text(form);
      if (now === last) return;
      running = true;
      try {
        const answer = await fetch(form.dataset.autosave, {
          method: "POST", body: body(form), credentials: "same-origin",
          headers: { "X-Requested-With": "fetch", Accept: "text/plain" },
        });
        const words = (answer.headers.get("Content-Type") || "").startsWith("text/plain") && !answer.redirected;
        if (!words || answer.status >= 500) throw new Error(answer.status);
        last = now;
        say(line, await answer.text(), !answer.ok);
      } catch {
        say(line, form.dataset.autosaveFailed || line.dataset.failed || "", true);
        later(AGAIN);
      }
      running = false;
      if (waiting) { waiting = false; later(PAUSE); }
    }

    form.addEventListener("input", soon);
    form.addEventListener("change", soon);
    form.addEventListener("submit", () => clearTimeout(timer));
    window.addEventListener("online", () => later(0));
    document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
  }

  /* What is typed, without chosen files: they are sent with the form itself. */
  function body(form) {
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    return data;
  }

  function text(form) {
    return new URLSearchParams(body(form)).toString();
  }

  function addLine(form) {
    const line = document.createElement("p");
    line.className = "gem";
    line.setAttribute("role", "status");
    form.append(line);
    return line;
  }

  function say(line, words, failed) {
    words = words.trim();
    if (line.textContent.trim() !== words) line.textContent = words;
    line.classList.toggle("gik-galt", failed);
  }

  document.querySelectorAll("form[data-autosave]").forEach(keep);

  const menus = document.querySelectorAll(".nav details");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menus.forEach((menu) => {
      if (!menu.open) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });
  document.addEventListener("click", (event) => {
    menus.forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });

  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });

  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) document.body.dispatchEvent(new Event("seen-again"));
  });

  document.querySelectorAll("[data-sums]").forEach((form) => {
    let timer = 0;
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(async () => {
        const data = body(form);
        data.set("sum", "1");
        try {
          const answer = await fetch(location.href, { method: "POST", body: data, credentials: "same-origin" });
          const page = new DOMParser().parseFromString(await answer.text(), "text/html");
          const fresh = page.getElementById(form.dataset.sums);
          if (answer.ok && fresh) document.getElementById(form.dataset.sums).replaceWith(fresh);
        } catch { /* The sums are worked out again when the form is saved. */ }
      }, 900);
    });
  });

  window.addEventListener("load", () => setTimeout(() => {
    const later = document.querySelector("meta[name=later]");
    if (!later) return;
    const script = document.createElement("script");
    script.src = later.content;
    document.head.append(script);
  }));
})();
