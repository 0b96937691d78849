// Draws the charts of a page with Vega-Lite, from the spec each one carries. Without it their first picture and table stay.
(() => {
  const d = document, own = d.currentScript.dataset, root = d.documentElement, NARROW = 480, drawn = new Map(), turns = new WeakMap();
  const probe = d.createElement('span'); probe.hidden = true;
  const colour = token => { probe.style.color = `var(--${token})`; return getComputedStyle(probe).color; };
  const es = root.lang.startsWith('es');
  const locale = es ? { decimal: ',', thousands: '.', grouping: [3], currency: ['$\u00a0', ''], minus: '\u2212' }
    : { decimal: '.', thousands: ',', grouping: [3], currency: ['$', ''], minus: '\u2212' };
  let libraries;
  const load = src => new Promise((done, failed) => {
    const script = d.createElement('script'); script.src = src; script.onload = done; script.onerror = failed; d.head.append(script);
  });
  const ready = () => libraries ||= load(own.vega).then(() => load(own.lite)).then(() => load(own.embed));
  const config = narrow => {
    const [c1, c2, c3, warn, ink, axis, grid] = ['ch-c1', 'ch-c2', 'ch-c3', 'ch-warn', 'ch-ink', 'ch-axis', 'ch-grid'].map(colour);
    const tick = fill => ({ color: fill, thickness: 3, opacity: 1 });
    return {
      font: getComputedStyle(d.body).fontFamily, background: 'transparent', aria: false, view: { stroke: null }, bar: { cornerRadiusEnd: 2 },
      scale: { bandPaddingInner: 0.36, bandPaddingOuter: 0.2, tickBandPaddingInner: 0.2 },
      axis: { labelColor: axis, labelFontSize: 11, domain: false, ticks: false, gridColor: grid, labelPadding: 6 },
      axisX: { labelAngle: 0, grid: false, domain: true, domainColor: axis, labelOverlap: narrow ? 'parity' : true, labelSeparation: 4 },
      axisY: { labelFlush: false },
      style: { now: { color: c1 }, before: tick(c2), earlier: tick(c3), good: { color: c1 }, late: { color: warn }, terms: tick(ink) },
    };
  };
  const trim = (spec, narrow) => {
    if (!narrow) return spec;
    const small = structuredClone(spec);
    for (const layer of small.layer) layer.encoding.y.axis.tickCount = 3;
    return small;
  };
  const draw = async figure => {
    const plot = figure.querySelector('[role=img]'), narrow = plot.clientWidth < NARROW, turn = (turns.get(figure) ?? 0) + 1;
    turns.set(figure, turn);
    const place = d.createElement('div'); place.className = 'plot'; place.setAttribute('aria-hidden', 'true');
    try {
      await ready();
      figure.append(probe); plot.append(place);
      const result = await vegaEmbed(place, trim(JSON.parse(figure.dataset.chart), narrow), {
        mode: 'vega-lite', renderer: 'svg', actions: false, ast: true, defaultStyle: false, config: config(narrow), formatLocale: locale,
        tooltip: { theme: 'clave', disableDefaultStyle: true },
      });
      if (turns.get(figure) !== turn) { result.finalize(); place.remove(); return; } // asked for again meanwhile
      for (const old of [...plot.children]) if (old !== place) old.remove();
      drawn.get(figure)?.result.finalize();
      drawn.set(figure, { result, narrow });
      figure.dataset.drawn = '';
    } catch { place.remove(); } // its first picture and its table stay
  };
  const all = which => { for (const figure of d.querySelectorAll(which)) draw(figure); };
  const again = () => all('[data-chart]');
  const fresh = () => {
    for (const [figure, { result }] of drawn) if (!figure.isConnected) { result.finalize(); drawn.delete(figure); }
    all('[data-chart]:not([data-drawn])');
  };
  new MutationObserver(again).observe(root, { attributes: true, attributeFilter: ['data-theme'] });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', again);
  addEventListener('resize', () => { for (const [figure, { narrow }] of drawn) if ((figure.querySelector('[role=img]').clientWidth < NARROW) !== narrow) draw(figure); });
  d.addEventListener('htmx:afterSettle', fresh);
  d.addEventListener('htmx:historyRestore', fresh);
  again();
})();
