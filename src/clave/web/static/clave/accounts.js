// Cuentas: menus that close when one looks elsewhere, and rows that say they are being fetched. The page works without it.
(() => {
  const d = document;
  const menus = () => d.querySelectorAll('details.pop[open]');
  d.addEventListener('click', e => { for (const menu of menus()) if (!menu.contains(e.target)) menu.open = false; });
  d.addEventListener('keydown', e => {
    if (e.key !== 'Escape') return;
    for (const menu of menus()) { menu.open = false; menu.querySelector('summary').focus(); }
  });
  d.querySelector('.views [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  const busy = on => { const rows = d.getElementById('rows'); if (rows) rows.ariaBusy = on; };
  d.addEventListener('htmx:beforeRequest', e => { if (['rows', 'accounts'].includes(e.detail.target.id)) busy('true'); });
  d.addEventListener('htmx:afterRequest', () => busy('false'));
})();
