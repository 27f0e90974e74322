/** Colours of one scheme. `event`, `delay` and `always` are the kinds of transitions. */
const light = {
  sheet: '#ffffff',
  group: '#f6f8fa',
  leaf: '#ffffff',
  border: '#8c959f',
  ink: '#1f2328',
  soft: '#59636e',
  event: '#0550ae',
  delay: '#953800',
  always: '#6639ba',
};
const dark: typeof light = {
  sheet: '#0d1117',
  group: '#151b23',
  leaf: '#212830',
  border: '#656c76',
  ink: '#f0f6fc',
  soft: '#9198a1',
  event: '#79c0ff',
  delay: '#ffa657',
  always: '#d2a8ff',
};

const variables = (scheme: typeof light): string =>
  Object.entries(scheme)
    .map(([name, colour]) => `--${name}:${colour}`)
    .join(';');

/** All of it below `.chart`, so that a page can hold a picture without catching its style. */
export const STYLE = `
.chart{${variables(light)}}
@media (prefers-color-scheme:dark){.chart{${variables(dark)}}}
.chart .sheet{fill:var(--sheet)}
.chart text{font:12px Arial,Helvetica,"Liberation Sans",Arimo,sans-serif;fill:var(--ink)}
.chart .bold{font-weight:700}
.chart .name{font-size:15px}
.chart .heading{font-size:20px}
.chart .tag,.chart .part,.chart .ask,.chart .said{fill:var(--soft)}
.chart .event{--kind:var(--event)}
.chart .delay{--kind:var(--delay)}
.chart .always{--kind:var(--always)}
.chart text.event,.chart text.delay,.chart text.always{fill:var(--kind)}
.chart .group>.box{fill:var(--group);stroke:var(--border)}
.chart .leaf>.box{fill:var(--leaf);stroke:var(--border);stroke-width:1.25}
.chart .any>.box{stroke-dasharray:3 3}
.chart .line,.chart .turn{fill:none;stroke:var(--kind,var(--ink));stroke-width:1.5}
.chart .delay .line{stroke-dasharray:6 3}
.chart .always .line{stroke-dasharray:1.5 3}
.chart .tip,.chart .dot{fill:var(--kind,var(--ink))}
.chart .card{fill:var(--sheet);stroke:var(--kind);stroke-width:.75}
`.trim();
