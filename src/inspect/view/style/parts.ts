/** The looks of each part. */
export const PARTS = `
.empty { padding: 32px 16px; color: var(--soft); text-align: center; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.soft, .note, .until { color: var(--soft); }
code { font: 12px / 1.4 var(--mono); overflow-wrap: anywhere; }

button, input { font: inherit; color: inherit; }
button {
  min-height: 30px;
  padding: 3px 11px;
  border: 1px solid var(--edge);
  border-radius: 7px;
  background: var(--surface);
  font-size: 13px;
  font-weight: 500;
  cursor: pointer;
}
button:hover { background: var(--raised); }
button[aria-pressed="true"] { border-color: var(--accent); background: var(--accent); color: var(--on-accent); }
input {
  min-width: 0;
  min-height: 30px;
  padding: 3px 10px;
  border: 1px solid var(--edge);
  border-radius: 7px;
  background: var(--surface);
  font-size: 13px;
}
input::placeholder { color: var(--soft); opacity: 1; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
@media (pointer: coarse) {
  button, input { min-height: 40px; }
  input { font-size: 16px; }
}

.headline {
  position: relative;
  overflow: hidden;
  display: grid;
  grid-template-columns: auto minmax(0, 1fr) auto auto;
  gap: 6px 14px;
  align-items: center;
  padding: 14px 18px 17px;
  background: var(--wash);
}
.lamp { width: 14px; height: 14px; border-radius: 50%; background: var(--tone); }
.word { display: block; color: var(--tone); font-size: 24px; font-weight: 700; letter-spacing: -0.02em; line-height: 1.2; }
.wait { text-align: end; padding-inline-end: 22px; }
.until { display: block; font-size: 12px; }
.rest { font-size: 18px; font-weight: 650; font-variant-numeric: tabular-nums; line-height: 1.3; white-space: nowrap; }
.figures { display: flex; gap: 24px; grid-column: 4; }
.figures dt { color: var(--soft); font-size: 12px; }
.figures dd { min-width: 3.6ch; font-size: 18px; font-weight: 600; font-variant-numeric: tabular-nums; line-height: 1.3; white-space: nowrap; }
.cause { grid-column: 2 / -1; font-size: 13px; overflow-wrap: anywhere; }
.cause code { color: var(--soft); }
.track { position: absolute; inset: auto 0 0; height: 4px; }
.bar { height: 100%; background: var(--tone); transform: scaleX(0); transform-origin: left; }
@container (width < 700px) {
  .headline { grid-template-columns: auto minmax(0, 1fr) auto; padding: 12px 14px 15px; }
  .word { font-size: 20px; }
  .note { display: block; font-size: 12.5px; line-height: 1.35; }
  .wait { padding: 0; align-self: start; }
  .figures { grid-column: 1 / -1; display: grid; grid-auto-flow: column; justify-content: space-between; gap: 12px; }
  .figures dd { font-size: 16px; }
  .cause { grid-column: 1 / -1; }
}

.path { flex: 1 1 0; overflow: hidden; color: var(--soft); text-overflow: ellipsis; white-space: nowrap; }
.stage { position: relative; flex: 1 0 auto; margin-top: 8px; }
.chart { position: absolute; inset: 0; width: 100%; height: 100%; --sheet: var(--surface); user-select: none; }
@container (width < 860px) { .stage[data-following] { aspect-ratio: auto !important; height: 340px; } }
.chart .way:not(.taken) > .line, .chart .way:not(.taken) > .tip { opacity: 0.6; }
.chart .taken > .line { stroke-width: 3; }
.chart .taken > .card { stroke-width: 2; }
.chart .edge.taken > text { text-decoration: underline; text-underline-offset: 2px; }
.chart .state[data-around] > .box { stroke: var(--soft); stroke-width: 2; }
.chart .state[data-lit] > .box { fill: var(--wash); stroke: var(--tone); stroke-width: 3; }
.chart .state[data-lit] > .name { fill: var(--tone); }
.chart .pulse { fill: none; stroke: var(--kind, var(--ink)); stroke-width: 6; stroke-linecap: round; stroke-dasharray: 1; }
.chart .badge circle { fill: var(--tone); }
.chart .badge text { fill: var(--surface); font-size: 15px; font-weight: 700; }

.trips { height: 150px; margin-top: 6px; overflow: hidden; }
.trips svg { display: block; }
.grid { stroke: var(--line); }
.tick { fill: var(--soft); font-size: 11px; font-variant-numeric: tabular-nums; }
.trip { fill: none; stroke: var(--accent); stroke-width: 1.5; stroke-linejoin: round; }
.trips .dot { fill: var(--accent); }
.span { fill: var(--tone); }
.loss line, .loss path { fill: none; stroke: var(--bad); stroke-width: 1.5; }
.loss line { stroke-dasharray: 3 3; }

.shares { margin-top: 6px; font-size: 13px; }
.shares li {
  display: grid;
  grid-template-columns: 116px minmax(24px, 1fr) minmax(74px, auto) 92px;
  gap: 12px;
  align-items: center;
  padding: 2px 0;
  font-variant-numeric: tabular-nums;
}
.share-name { color: var(--soft); white-space: nowrap; }
.shares [aria-current] > .share-name { color: var(--tone); font-weight: 650; }
.share { height: 8px; border-radius: 4px; background: var(--raised); overflow: hidden; }
.share::before {
  content: "";
  display: block;
  height: 100%;
  min-width: 2px;
  width: calc(var(--part, 0) * 100%);
  border-radius: 4px;
  background: var(--tone);
}
.share-time, .share-part { text-align: end; white-space: nowrap; }
.share-part { color: var(--soft); }
@container (width < 480px) {
  .shares li { grid-template-columns: 104px minmax(16px, 1fr) auto 72px; gap: 8px; }
}

.filters { display: flex; flex-wrap: wrap; gap: 6px; margin-top: 8px; }
.filters input { flex: 1 1 100px; }
.filters button { padding-inline: 8px; }
.count { font-variant-numeric: tabular-nums; font-weight: 400; }
.records, .scroll { margin-top: 10px; overflow: auto; overscroll-behavior: contain; scrollbar-width: thin; }
.record { display: grid; grid-template-columns: 90px minmax(0, 1fr); gap: 0 12px; padding: 5px 2px; border-top: 1px solid var(--line); font-size: 13px; }
.record time { color: var(--soft); font: 12px / 1.6 var(--mono); font-variant-numeric: tabular-nums; }
.record p { overflow-wrap: anywhere; }
.record strong { color: var(--tone); font-weight: 650; }
.detail { display: inline-block; max-width: 100%; color: var(--soft); font-size: 12px; }
.detail:not(:last-child)::after { content: "\\a0·"; }
@container (width < 480px) {
  .record { grid-template-columns: minmax(0, 1fr); }
}
.nothing { padding: 18px 0; color: var(--soft); text-align: center; }

table { width: 100%; border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums; }
th, td { padding: 5px 8px; border-bottom: 1px solid var(--line); text-align: start; font-weight: 400; vertical-align: top; }
thead th { position: sticky; top: 0; background: var(--surface); color: var(--soft); font-size: 12px; }
tbody th { font-weight: 650; }
tr[data-tone] td:nth-child(2) { color: var(--tone); }
td:nth-child(n + 3) { white-space: nowrap; }
`;
