/** The places of the parts: by the width of the element, not of the page. */
export const LAYOUT = `
*, *::before, *::after { box-sizing: border-box; }
h2, p, dl, dd, ol { margin: 0; padding: 0; }
ol { list-style: none; }
[hidden] { display: none !important; }
.view { display: grid; gap: 12px; grid-template-columns: minmax(0, 1fr); }
.panel, .headline {
  min-width: 0;
  border: 1px solid var(--line);
  border-radius: var(--radius);
  background: var(--surface);
}
.panel { padding: 14px 16px; }
.head { display: flex; flex-wrap: wrap; gap: 6px 12px; align-items: center; min-height: 30px; }
h2 { font-size: 14px; font-weight: 650; line-height: 1.4; }
.summary { color: var(--soft); font-size: 12px; font-variant-numeric: tabular-nums; }
.head > .summary { margin-inline-start: auto; }
.chart-panel, .records-panel, .peers-panel { display: flex; flex-direction: column; }
.records { min-height: 220px; max-height: 420px; }
.scroll { max-height: 300px; }
@container (width >= 860px) {
  .view { grid-template-columns: minmax(0, 1.1fr) minmax(0, 1fr); grid-template-rows: auto auto auto 1fr; align-items: start; }
  .headline { grid-column: 1 / -1; }
  .chart-panel { grid-column: 1; grid-row: 2 / span 3; align-self: stretch; }
  .panel:not(.chart-panel) { grid-column: 2; }
  .records-panel { align-self: stretch; min-height: 360px; }
  .records { flex: 1 1 0; height: 0; max-height: none; }
}
@media (prefers-reduced-motion: no-preference) {
  .chart .box, .headline, .bar { transition: fill 200ms, stroke 200ms, background 200ms; }
  .bar { transition: transform 100ms linear; }
  .lamp { transition: background 200ms; }
  [data-tone="wait"] > .lamp { animation: breathe 1s ease-in-out infinite alternate; }
  @keyframes breathe { to { opacity: 0.35; } }
}
@media print { .chart-panel button, .filters, .head button { display: none; } }
`;
