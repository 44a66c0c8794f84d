/* Writing: figures put in by name, and a draft kept as one types. Without it the page works, and nothing is kept before 保存. */
(() => {
  "use strict";
  const doc = document, WAIT = 1500, LONGEST = 10000, RETRY = [5000, 15000, 30000, 60000];
  let last = null;

  /* insert a named figure where the cursor last was */
  doc.addEventListener("focusin", (e) => { if (e.target.matches("form[data-unsaved] :is(textarea, input[type=text])")) last = e.target; });
  doc.addEventListener("click", (e) => {
    const button = e.target.closest("[data-insert]");
    if (!button) return;
    const field = last || doc.querySelector("form[data-unsaved] textarea");
    if (!field) return;
    field.focus();
    field.setRangeText(button.dataset.insert, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });

  /* keep a draft: soon after the last key, at least every ten seconds, never two at once, never over another window's */
  const box = doc.querySelector("[data-draft]"), form = box?.querySelector("form[data-unsaved]"), status = box?.querySelector("[data-draft-status]");
  if (!form || !status) return;
  let timer = 0, since = 0, typed = 0, kept = 0, tries = 0, stopped = false, sending = null;
  const say = (text) => { status.textContent = text; };
  const field = (name) => form.elements.namedItem(name);
  const plan = (delay) => { clearTimeout(timer); timer = setTimeout(keep, delay); };

  async function keep(leaving = false) {
    if (stopped || sending || typed === kept) return;
    const mark = typed;
    sending = new AbortController();
    renew();
    clearTimeout(timer);
    try {
      const answer = await fetch(box.dataset.draft, { method: "POST", body: new FormData(form), signal: sending.signal, redirect: "manual", keepalive: leaving });
      const told = answer.headers.get("content-type")?.includes("json") ? await answer.json() : null;
      if (answer.ok && told) {
        field("draft").value = told.revision; kept = mark; since = 0; tries = 0;
        if (typed === kept) delete form.dataset.dirty;
        say(told.saved ? `草稿已存 ${told.saved}，尚未保存到通报。` : told.message);
      } else if (answer.status === 409) { stopped = true; say(told?.message || "本页不再自动保存草稿。"); }
      else if (told) { kept = mark; say(`草稿没有存上：${told.message}`); }
      else { later("登录可能已过期，草稿没有存上；文字仍在本页，可在另一窗口登录后继续。"); }
    } catch (error) {
      if (error.name !== "AbortError") later("连不上服务器，草稿没有存上；文字仍在本页，连上后自动再存。");
    } finally { sending = null; }
    if (typed !== mark && !stopped) plan(WAIT);
  }
  /* who signed in anew in another window has a new token there; saving needs it too */
  function renew() { const token = doc.cookie.match(/(?:^|; )csrftoken=([^;]+)/); if (token) field("csrfmiddlewaretoken").value = token[1]; }
  function later(text) { say(text); plan(RETRY[Math.min(tries++, RETRY.length - 1)]); }

  if (box.hasAttribute("data-draft-waits")) { form.addEventListener("input", () => say("上面有一份未处理的草稿；继续编辑或弃用之后，才自动保存草稿。")); return; }
  form.addEventListener("input", () => {
    typed += 1;
    const now = Date.now();
    since = since || now;
    plan(Math.min(WAIT, Math.max(0, since + LONGEST - now)));
  });
  form.addEventListener("submit", () => { stopped = true; clearTimeout(timer); sending?.abort(); });
  addEventListener("pageshow", () => { stopped = false; });
  addEventListener("online", () => { tries = 0; keep(); });
  doc.addEventListener("visibilitychange", () => { if (doc.visibilityState === "hidden") keep(true); });
})();
