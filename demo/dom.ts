import { HeartwireView } from 'heartwire/inspect/view';

/** Finds an element of the page by its id; throws where the page has none. */
export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no #${id}.`);
  return found;
}

/** Finds a view of the page by its id. */
export function view(id: string): HeartwireView {
  const found = byId(id);
  if (found instanceof HeartwireView) return found;
  throw new Error(`#${id} is no view.`);
}

/** Makes an element of a class, with children or text. */
export function element(tag: string, className: string, ...children: (Node | string)[]): HTMLElement {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

/** Sets an element's text where it differs, so that nothing is drawn or read out twice. */
export function setText(target: Element, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}

/** A round time in words: `3 s`. */
export function seconds(ms: number): string {
  return `${ms / 1_000} s`;
}
