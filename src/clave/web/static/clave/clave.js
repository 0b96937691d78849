// Theme, dialogs, folds, keys, waiting. Every page works without it.
(() => {
  const d = document, find = (q, e = d) => e.querySelector(q);
  const root = d.documentElement;
  const isDark = () => root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  const next = () => { for (const f of d.querySelectorAll('[data-theme-form] [name=theme]')) f.value = isDark() ? 'light' : 'dark'; };
  const fold = e => { for (const part of e.querySelectorAll('[data-folded]')) part.hidden = true; };
  const leave = note => setTimeout(() => note.matches(':hover,:focus-within') ? leave(note) : note.remove(), 10000);
  const near = () => { const tab = find('.tabs [aria-current]'); if (tab) tab.parentNode.scrollLeft = tab.offsetLeft - 99; };
  next(); fold(d); near(); d.querySelectorAll('[data-done]').forEach(leave);
  d.addEventListener('submit', e => {
    const form = e.target.closest('[data-theme-form]'); if (!form) return;
    e.preventDefault();
    const sent = new FormData(form);
    root.dataset.theme = sent.get('theme'); next();
    fetch(form.action, { method: 'POST', body: sent, redirect: 'manual' });
  });
  d.addEventListener('click', e => {
    const open = e.target.closest('[data-open]'), dialog = open && d.getElementById(open.dataset.open);
    if (dialog) { e.preventDefault(); dialog.showModal(); }
    e.target.closest('[data-close]')?.closest('dialog').close();
    for (const more of d.querySelectorAll('.more[open]')) if (!more.contains(e.target)) more.open = false;
    const more = e.target.closest('[data-unfold]');
    if (more) { const part = d.getElementById(more.dataset.unfold); part.hidden = !part.hidden; more.setAttribute('aria-expanded', !part.hidden); }
    const row = e.target.closest('[data-row]');
    if (row) { for (const r of d.querySelectorAll('tr.on')) r.classList.remove('on'); row.closest('tr').classList.add('on'); }
  });
  // Nothing before 300 ms; then a skeleton of what was there.
  const waits = new WeakMap(), says = t => { const p = find('#busy'); if (p) p.textContent = t ? p.dataset.says : ''; };
  d.addEventListener('htmx:beforeRequest', ({ detail }) => waits.set(detail.xhr, setTimeout(() => {
    detail.target.classList.add('busy'); detail.target.setAttribute('aria-busy', 'true'); says(true);
  }, 300)));
  d.addEventListener('htmx:afterRequest', ({ detail }) => {
    clearTimeout(waits.get(detail.xhr)); says(false);
    const strip = find('#failed'); if (strip) strip.hidden = detail.successful || detail.xhr?.status === 422;
    if (detail.target?.classList.contains('busy')) { detail.target.classList.remove('busy'); detail.target.removeAttribute('aria-busy'); }
  });
  d.addEventListener('htmx:afterSwap', e => { e.detail.elt.querySelectorAll?.('[data-done]').forEach(leave); fold(e.detail.elt.parentNode || d); near(); if (e.detail.target?.id === 'panel' && innerWidth <= 1180) find('#panel').scrollIntoView({ block: 'start' }); });
  const quiet = () => { try { return localStorage.getItem('keys') === 'off'; } catch { return false; } };
  for (const box of d.querySelectorAll('[data-keys]')) {
    box.checked = !quiet();
    box.addEventListener('change', () => { try { localStorage.setItem('keys', box.checked ? 'on' : 'off'); } catch { /* kept for this page only */ } });
  }
  const open = (e, id) => { const box = find(id); if (box) { e.preventDefault(); if (!box.open) box.showModal(); } };
  const step = by => {
    const rows = [...d.querySelectorAll('main a.nm')].filter(a => a.offsetParent);
    const at = rows.indexOf(d.activeElement), on = rows.findIndex(a => a.closest('tr.on'));
    const row = rows[at < 0 ? Math.max(on, 0) : Math.min(Math.max(at + by, 0), rows.length - 1)];
    row?.focus(); row?.scrollIntoView({ block: 'nearest' });
  };
  let asked = 0;
  const go = (e, key) => {
    const page = Date.now() - asked < 1500 && find(`[data-go="${CSS.escape(key)}"]`);
    asked = 0;
    if (page) { e.preventDefault(); page.click(); }
    return page;
  };
  d.addEventListener('keydown', e => {
    const key = e.key.toLowerCase();
    if (key === 'escape') for (const more of d.querySelectorAll('.more[open]')) { more.open = false; find('summary', more).focus(); }
    if ((e.ctrlKey || e.metaKey) && key === 'k') return open(e, '#find');
    if (e.ctrlKey || e.metaKey || e.altKey || e.target.closest('input,textarea,select,[contenteditable],dialog')) return;
    if (key === '?') return open(e, '#keys');
    if (quiet() || go(e, key)) return;
    if (key === 'g') asked = Date.now();
    if (key === 'r') find('#log-open')?.click();
    if (key === '/') open(e, '#find');
    if (key === 'j') step(1);
    if (key === 'k') step(-1);
  });
})();
