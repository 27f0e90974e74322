/** Finds an element of the page by its id; throws where the page has none of this kind. */
export function byId<T extends HTMLElement = HTMLElement>(
  id: string,
  kind: new () => T = HTMLElement as unknown as new () => T,
): T {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`The page has no ${kind.name} #${id}.`);
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

/** Adds an item at the end of a list that a person reads, keeps the last `max`, and scrolls to it. */
export function append(list: HTMLElement, item: HTMLElement, max = 200): void {
  list.append(item);
  while (list.childElementCount > max) list.firstElementChild?.remove();
  list.scrollTop = list.scrollHeight;
}
