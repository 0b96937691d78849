// clave: all that runs in the browser besides htmx. Theme, dialogs, folds, keys. Every page works without it.
(() => {
  const d = document, find = (q, e = d) => e.querySelector(q);
  const root = d.documentElement;
  const isDark = () => root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  const next = () => { for (const f of d.querySelectorAll('[data-theme-form] [name=theme]')) f.value = isDark() ? 'light' : 'dark'; };
  const fold = e => { for (const part of e.querySelectorAll('[data-folded]')) part.hidden = true; };
  next(); fold(d);
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
    const more = e.target.closest('[data-unfold]');
    if (more) { const part = d.getElementById(more.dataset.unfold); part.hidden = !part.hidden; more.setAttribute('aria-expanded', !part.hidden); }
    const row = e.target.closest('[data-row]');
    if (row) { for (const r of d.querySelectorAll('tr.on')) r.classList.remove('on'); row.closest('tr').classList.add('on'); }
  });
  d.addEventListener('htmx:afterSwap', e => { fold(e.detail.elt.parentNode || d); if (e.detail.target.id === 'panel' && innerWidth <= 1180) find('#panel').scrollIntoView({ block: 'start' }); });
  d.addEventListener('htmx:afterRequest', e => { const strip = find('#failed'); if (strip) strip.hidden = e.detail.successful || e.detail.xhr?.status === 422; });
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
  d.addEventListener('keydown', e => {
    const key = e.key.toLowerCase();
    if ((e.ctrlKey || e.metaKey) && key === 'k') return open(e, '#find');
    if (e.ctrlKey || e.metaKey || e.altKey || e.target.closest('input,textarea,select,[contenteditable],dialog')) return;
    if (key === '?') return open(e, '#keys');
    if (quiet()) return;
    if (key === '/') open(e, '#find');
    if (key === 'j') step(1);
    if (key === 'k') step(-1);
  });
})();
