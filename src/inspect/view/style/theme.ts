/** What a page can set from outside, and the colours where it sets nothing: those of the colour scheme that the page has. */
export const THEME = `
:host {
  --surface: var(--heartwire-surface, light-dark(#ffffff, #161a21));
  --raised: var(--heartwire-raised, light-dark(#f0f2f5, #1f252e));
  --line: var(--heartwire-line, light-dark(#dde1e7, #2a313c));
  --edge: var(--heartwire-edge, light-dark(#7c8796, #6d7888));
  --ink: var(--heartwire-ink, light-dark(#14181f, #e8ecf2));
  --soft: var(--heartwire-soft, light-dark(#545f6d, #9fabba));
  --accent: var(--heartwire-accent, light-dark(#1f5fd6, #82aaff));
  --on-accent: var(--heartwire-on-accent, light-dark(#ffffff, #0b1222));
  --good: var(--heartwire-good, light-dark(#0b7a3e, #55cf8c));
  --wait: var(--heartwire-wait, light-dark(#8f5a00, #e9b655));
  --bad: var(--heartwire-bad, light-dark(#b4231c, #ff8b82));
  --still: var(--heartwire-still, light-dark(#545f6d, #9fabba));
  --good-wash: var(--heartwire-good-wash, light-dark(#e4f4ea, #13301f));
  --wait-wash: var(--heartwire-wait-wash, light-dark(#fbf0dc, #33270f));
  --bad-wash: var(--heartwire-bad-wash, light-dark(#fbe7e5, #3a1a18));
  --still-wash: var(--heartwire-still-wash, light-dark(#eceff3, #232933));
  --radius: var(--heartwire-radius, 10px);
  --mono: var(--heartwire-mono, ui-monospace, "SF Mono", SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace);
  --tone: var(--still);
  --wash: var(--still-wash);
  display: block;
  container-type: inline-size;
  color: var(--ink);
  font: 14px / 1.5 var(--heartwire-font, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif);
  text-align: start;
}
:host([hidden]) { display: none; }
[data-tone="good"] { --tone: var(--good); --wash: var(--good-wash); }
[data-tone="wait"] { --tone: var(--wait); --wash: var(--wait-wash); }
[data-tone="bad"] { --tone: var(--bad); --wash: var(--bad-wash); }
[data-tone="still"] { --tone: var(--still); --wash: var(--still-wash); }
`;
