// The order of importance by hand: drag with mouse or finger, and with the keyboard. Without it buttons and fields remain.
(() => {
  const d = document, WAIT = 350;
  let held = null, before = null, timer = 0;
  const form = () => d.getElementById('order-form'), list = () => d.querySelector('[data-list]');
  const rows = () => [...list().children];
  const tell = text => { const live = d.getElementById('order-said'); if (live) live.textContent = text; };
  const number = () => rows().forEach((row, at) => {
    row.querySelector('[data-place]').textContent = at + 1;
    row.querySelector('.place').value = at + 1;
  });
  const send = () => {
    const keys = rows().map(row => row.dataset.key).join(','), field = form().elements.namedItem('order');
    clearTimeout(timer);
    if (field.value === keys) return;
    field.value = keys;
    form().requestSubmit();
  };
  const move = (row, by) => {
    const all = rows(), to = all.indexOf(row) + by;
    if (to < 0 || to >= all.length) return;
    const grip = row.querySelector('[data-grip]');
    by > 0 ? all[to].after(row) : all[to].before(row);
    number(); grip.focus(); tell(`${row.dataset.name}: ${to + 1} / ${all.length}`);
  };
  const hold = grip => {
    held = grip.closest('.ord'); before = rows();
    held.classList.add('held'); grip.setAttribute('aria-pressed', 'true');
  };
  const leave = keep => {
    if (!held) return;
    const grip = held.querySelector('[data-grip]');
    held.classList.remove('held', 'dragged'); grip.setAttribute('aria-pressed', 'false');
    if (!keep) { list().append(...before); number(); grip.focus(); }
    held = before = null;
    if (keep) send();
  };
  d.addEventListener('keydown', e => {
    const grip = e.target.closest('[data-grip]'); if (!grip) return;
    const row = grip.closest('.ord'), by = { ArrowUp: -1, ArrowDown: 1 }[e.key];
    if (e.key === ' ' || e.key === 'Enter') { e.preventDefault(); held ? leave(true) : hold(grip); }
    else if (e.key === 'Escape' && held) { e.preventDefault(); leave(false); }
    else if (by && (held === row || e.altKey)) {
      e.preventDefault(); move(row, by);
      if (held !== row) { clearTimeout(timer); timer = setTimeout(send, WAIT); }
    }
  });
  d.addEventListener('focusout', e => { if (held && !held.matches('.dragged') && e.target.closest('[data-grip]')) setTimeout(() => { if (held && !held.contains(d.activeElement)) leave(true); }); });
  d.addEventListener('pointerdown', e => {
    const grip = e.target.closest('[data-grip]'); if (!grip || e.button) return;
    e.preventDefault(); grip.focus();
    hold(grip); held.classList.add('dragged');
    try { grip.setPointerCapture(e.pointerId); } catch { /* the finger is gone already */ }
  });
  d.addEventListener('pointermove', e => {
    if (!held?.matches('.dragged')) return;
    // the others move around the one that is held, so that the pointer never loses it
    const middle = row => { const box = row.getBoundingClientRect(); return box.top + box.height / 2; };
    for (let next; (next = held.nextElementSibling) && e.clientY > middle(next);) held.before(next);
    for (let last; (last = held.previousElementSibling) && e.clientY < middle(last);) held.after(last);
    number();
  });
  const drop = keep => e => { if (held?.matches('.dragged')) leave(keep); };
  d.addEventListener('pointerup', drop(true));
  d.addEventListener('pointercancel', drop(false));
  const ready = () => { for (const grip of d.querySelectorAll('[data-grip]')) grip.hidden = false; };
  d.addEventListener('htmx:afterSettle', ready);
  ready();
})();
