// Copies a field to the clipboard; where the browser forbids it (plain http elsewhere than here), selects it instead.
(() => {
  for (const button of document.querySelectorAll('[data-copy]')) button.addEventListener('click', async () => {
    const field = document.getElementById(button.dataset.copy);
    field.focus(); field.select();
    try { await navigator.clipboard.writeText(field.value); } catch { if (!document.execCommand('copy')) return; }
    button.querySelector('span').textContent = button.dataset.done;
  });
})();
