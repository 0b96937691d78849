// Importar: files dropped or chosen are listed, measured and sent with progress. Without it the form works as it stands.
(() => {
  const d = document;
  const size = n => n < 1e6 ? `${Math.max(1, Math.round(n / 1e3))} kB` : `${(n / 1e6).toFixed(n < 1e8 ? 1 : 0)} MB`;
  const part = (form, name) => form.querySelector(name);
  const row = (text, more, bad) => {
    const li = d.createElement('li'), b = d.createElement('b'), s = d.createElement('span');
    b.textContent = text; s.textContent = more; li.append(b, ' ', s); if (bad) li.className = 'tbad'; return li;
  };
  const choose = form => {
    const files = [...part(form, '.pick').files], most = form.dataset.most * 1e6;
    const big = files.filter(f => f.size > most);
    part(form, '.chosen').replaceChildren(
      ...files.map(f => row(f.name, size(f.size), f.size > most)), ...big.map(f => row('', form.dataset.tooBig.replace('NAME', f.name), true)));
    if (files.length && !big.length) form.requestSubmit();
  };
  const ready = form => {
    part(form, '.with-script').hidden = false; part(form, '.send').hidden = true; form.classList.add('live');
    const zone = part(form, '.zone'), pick = part(form, '.pick');
    pick.addEventListener('change', () => choose(form));
    for (const name of ['dragenter', 'dragover']) zone.addEventListener(name, e => { e.preventDefault(); zone.classList.add('over'); });
    for (const name of ['dragleave', 'drop']) zone.addEventListener(name, () => zone.classList.remove('over'));
    zone.addEventListener('drop', e => { e.preventDefault(); if (!e.dataTransfer.files.length) return; pick.files = e.dataTransfer.files; choose(form); });
  };
  for (const name of ['dragover', 'drop']) d.addEventListener(name, e => { if (e.dataTransfer?.types.includes('Files')) e.preventDefault(); });
  const known = new WeakSet(), look = () => { for (const form of d.querySelectorAll('form.drop')) if (!known.has(form)) { known.add(form); ready(form); } };
  look();
  d.addEventListener('htmx:afterSettle', look);  // a swapped form wears the attributes of the old one until then
  d.addEventListener('htmx:beforeRequest', e => { if (e.target.matches?.('form.drop')) { part(e.target, '.going').hidden = false; e.target.setAttribute('aria-busy', 'true'); } });
  d.addEventListener('htmx:xhr:progress', e => {
    const form = e.target.closest?.('form.drop'); if (!form || !e.detail.lengthComputable || !e.detail.total) return;
    const share = Math.round(100 * e.detail.loaded / e.detail.total), bar = part(form, '.going .bar'), said = part(form, '.going p');
    bar.firstElementChild.style.width = `${share}%`; bar.setAttribute('aria-valuenow', share);
    said.textContent = share < 100 ? `${share} % · ${size(e.detail.loaded)} / ${size(e.detail.total)}` : said.dataset.sent;
  });
  d.addEventListener('htmx:afterRequest', e => { if (e.target.matches?.('form.drop') && !e.detail.successful) { part(e.target, '.going').hidden = true; e.target.removeAttribute('aria-busy'); } });
})();
