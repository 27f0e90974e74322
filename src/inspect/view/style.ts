import { LAYOUT } from './style/layout.ts';
import { PARTS } from './style/parts.ts';
import { THEME } from './style/theme.ts';

const sheets = new Map<string, CSSStyleSheet>();

/** The view's style sheet with a picture's own in front; made once a picture. No markup, so that a strict CSP lets it pass. */
export function sheetOf(picture: string): CSSStyleSheet {
  const made = sheets.get(picture) ?? new CSSStyleSheet();
  if (!sheets.has(picture)) made.replaceSync(picture + THEME + LAYOUT + PARTS);
  sheets.set(picture, made);
  return made;
}
