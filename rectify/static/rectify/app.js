/* Progressive enhancement. Every page works without it; nothing here decides what may be done. */
(() => {
  "use strict";
  const doc = document, store = (k, v) => { try { return v === undefined ? localStorage.getItem(k) : localStorage.setItem(k, v); } catch { return null; } };
  const all = (sel, el = doc) => [...el.querySelectorAll(sel)];
  const shown = (el) => el.getClientRects().length > 0;
  const on = (type, fn, capture = false) => doc.addEventListener(type, fn, capture);
  const id = (name) => doc.getElementById(name);
  const live = (text) => { if (id("live") && text) { id("live").textContent = ""; setTimeout(() => { id("live").textContent = text; }, 50); } };
  const CONTROL = "a[href], button:not([disabled]), input:not([type=hidden]):not([disabled]), select, textarea, summary";

  function tell(word, text, href) {
    const li = doc.createElement("li"), w = doc.createElement("span"), list = doc.createElement("ul");
    list.className = "messages";
    li.className = "error"; li.setAttribute("role", "alert"); li.tabIndex = -1;
    w.className = "word"; w.textContent = word;
    li.append(w, " " + text);
    if (href) { const a = doc.createElement("a"); a.href = href; a.textContent = "刷新页面"; li.append(" ", a); }
    list.append(li); id("messages").replaceChildren(list); li.focus();
  }

  /* rows by keyboard, while switched on */
  function move(step) {
    const rows = all("[data-rows] [data-row]").filter(shown);
    if (!rows.length) return;
    const at = rows.findIndex((r) => r.contains(doc.activeElement));
    const row = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + step))];
    const control = row.querySelector("[data-main]") || row.querySelector(CONTROL);
    if (control) { control.focus({ preventScroll: true }); row.scrollIntoView({ block: "center" }); }
  }
  const help = () => id("keys")?.showModal();
  const find = () => all("[data-search]").filter(shown).pop()?.focus();
  on("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing || !doc.querySelector("[data-rows]") || store("keys") === "off") return;
    if (e.target.closest("input:not([type=checkbox]):not([type=radio]), select, textarea, dialog, [contenteditable]")) return;
    const act = { j: () => move(1), k: () => move(-1), "/": find, "、": find, "?": help, "？": help }[e.key];
    if (act) { e.preventDefault(); act(); }
  });

  on("click", (e) => {
    const el = e.target;
    if (el.closest("[data-keys]")) help();
    const fold = el.closest("[data-fold]");
    if (fold) all("details[data-remember]").forEach((d) => { d.open = fold.dataset.fold === "open"; });
    if (el.closest("[data-print]")) window.print();
  });
  on("change", (e) => {
    const el = e.target;
    if (el.matches("[data-keys-off]")) store("keys", el.checked ? "off" : "on");
    if (el.matches("[data-pick-all]")) all("[data-pick]", el.closest("[data-pick-in]") || doc).forEach((c) => { c.checked = el.checked; });
    if (el.matches("[data-pick], [data-pick-all]")) count();
    if (el.type === "file") sizes(el);
    const form = el.closest("form[data-submit-on-change]");
    if (form) form.requestSubmit();
  });
  const count = () => { const n = all("[data-pick]:checked").length; all("[data-picked]").forEach((el) => { el.textContent = n; }); };

  /* what was folded stays folded; print shows all of it */
  on("toggle", (e) => { const key = e.target.dataset && e.target.dataset.remember; if (key && !printing) store("fold:" + key, e.target.open ? "1" : "0"); }, true);
  const recall = (root) => all("details[data-remember]", root).forEach((d) => { const v = store("fold:" + d.dataset.remember); if (v) d.open = v === "1"; });
  let printing = false, opened = [];
  addEventListener("beforeprint", () => { printing = true; opened = all("details[data-remember]:not([open])"); opened.forEach((d) => { d.open = true; }); });
  addEventListener("afterprint", () => { opened.forEach((d) => { d.open = false; }); setTimeout(() => { printing = false; }, 100); });

  /* files: say so before the bytes are sent */
  function sizes(input) {
    const max = (input.dataset.max || 50) * 1048576, name = input.name + "_size", bad = [...input.files].filter((f) => f.size > max || !f.size);
    id(name)?.remove();
    if (!bad.length) return;
    const p = doc.createElement("p");
    p.id = name; p.className = "error"; p.setAttribute("role", "alert");
    p.textContent = bad.map((f) => f.size ? `“${f.name}”有${(f.size / 1048576).toFixed(1)}MB，超过单个文件${max / 1048576}MB的上限` : `“${f.name}”是空文件`).join("；") + "，请重新选择。";
    input.value = ""; input.before(p);
  }

  /* ask before what can't be taken back; send once; lose nothing typed */
  const ask = (e, el) => { if (el && !confirm(el.dataset.confirm)) { e.preventDefault(); e.stopImmediatePropagation(); } };
  on("click", (e) => ask(e, e.target.closest("a[data-confirm], button[data-confirm]")), true);
  on("submit", (e) => {
    const form = e.target;
    if (form.dataset.confirm) ask(e, form);
    if (e.defaultPrevented) return;
    const said = `${e.submitter?.name} ${e.submitter?.value}`; // another button of the form is another thing: CSV after XLSX
    if (form.dataset.sent === said && form.method === "post") { e.preventDefault(); e.stopImmediatePropagation(); return; }
    form.dataset.sent = said; setTimeout(() => delete form.dataset.sent, 2000);
    if (!form.matches("[hx-post]")) delete form.dataset.dirty;
  }, true);
  on("input", (e) => { const form = e.target.closest("form[data-unsaved]"); if (form) form.dataset.dirty = ""; });
  on("click", (e) => { if (e.target.closest("[data-leave]")) delete e.target.closest("form")?.dataset.dirty; });
  addEventListener("beforeunload", (e) => { if (doc.querySelector("form[data-unsaved][data-dirty]")) { e.preventDefault(); e.returnValue = ""; } });

  /* htmx: spinner after 400 ms; no whole page in a row; focus and voice follow */
  const timers = new WeakMap();
  on("htmx:beforeRequest", (e) => {
    const el = e.detail.elt.querySelector(".button") || e.detail.elt;
    timers.set(e.detail.xhr, [el, setTimeout(() => { el.classList.add("busy"); live("正在办理，请稍候"); }, 400)]);
  });
  on("htmx:afterRequest", (e) => { const t = timers.get(e.detail.xhr); if (t) { clearTimeout(t[1]); t[0].classList.remove("busy"); } });
  on("htmx:beforeSwap", (e) => {
    const text = e.detail.xhr.responseText || "", status = e.detail.xhr.status;
    if (status < 500 && !/<html/i.test(text.slice(0, 500))) return;
    e.detail.shouldSwap = false;
    if (status < 400) { tell("未办成", "登录可能已过期，请刷新页面、登录后再办理。", location.href); return; }
    const page = new DOMParser().parseFromString(text, "text/html"), say = (q) => page.querySelector(q)?.textContent.trim() || "";
    tell(say("[data-error]") || "未办成", say("[data-error-text]") || "服务器没有完成这次操作，请刷新核对后再试。");
  });
  on("htmx:sendError", () => tell("未办成", "没有收到服务器的答复，请检查网络，刷新核对后再试。", location.href));
  on("htmx:afterSettle", (e) => {
    const el = e.target;
    if (!el.querySelector || !el.matches("[data-row], [data-refocus]")) { recall(el); return; }
    const to = el.querySelector("[data-focus], .row-panel :is(input:not([type=hidden]), select, textarea)") || el.querySelector("[data-main]") || el.querySelector(CONTROL);
    if (to) to.focus();
    live(el.dataset.say || el.querySelector("[data-say]")?.textContent);
    count();
  });
  on("say", (e) => live(e.detail && e.detail.value));

  /* an answer whose page opens further down floats there (app.css), then goes to its place on top */
  function settle() {
    const box = id("messages"), last = doc.querySelector("main").lastElementChild, at = last.getBoundingClientRect().top, y = scrollY;
    box?.classList.add("settled");
    if (y) scrollTo({ top: y + last.getBoundingClientRect().top - at, behavior: "instant" }); // what is being read stays where it is
  }

  function start() {
    if (location.hash && id("messages")?.children.length) setTimeout(settle, 8000);
    recall(doc); count();
    all("[data-keys]").forEach((el) => { el.hidden = !doc.querySelector("[data-rows]"); });
    all("[data-js]").forEach((el) => { el.hidden = false; });
    if (innerWidth <= 760) all("[data-phone-closed]").forEach((d) => { d.open = false; });
    const off = doc.querySelector("[data-keys-off]");
    if (off) off.checked = store("keys") === "off";
    doc.querySelector("main [data-focus]")?.focus();
  }
  if (doc.readyState === "loading") on("DOMContentLoaded", start); else start();
  addEventListener("pageshow", () => all("form[data-sent]").forEach((f) => delete f.dataset.sent));
})();
