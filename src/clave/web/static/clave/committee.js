// The committee's page: S, N and A vote on the row that has the focus; the focus stays there and the next row is one J away.
(() => {
  const KEYS = { s: 'yes', y: 'yes', n: 'no', a: 'abstain' };
  const quiet = () => { try { return localStorage.getItem('keys') === 'off'; } catch { return false; } };
  document.addEventListener('keydown', e => {
    const choice = KEYS[e.key.toLowerCase()], row = e.target.closest?.('.vts tr');
    if (!choice || !row || quiet() || e.ctrlKey || e.metaKey || e.altKey || e.target.closest('input,textarea,select')) return;
    const button = row.querySelector(`[data-vote=${choice}]`);
    if (button) { e.preventDefault(); e.stopImmediatePropagation(); button.click(); }
  }, true);
})();
