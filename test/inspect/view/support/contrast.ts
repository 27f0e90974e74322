/** A piece of text that is hard to read. */
export interface Faint {
  readonly text: string;
  readonly contrast: number;
}

/**
 * Finds text in a view whose contrast is below what WCAG 2.2 asks of text of any size (1.4.3 AA: 4.5). Runs in a page, all of it:
 * Playwright hands over this function alone.
 */
export function faintTexts(): Faint[] {
  const least = 4.5;
  type Colour = readonly [red: number, green: number, blue: number, alpha: number];

  const parse = (text: string): Colour => {
    const [red = 0, green = 0, blue = 0, alpha = 1] = (text.match(/[\d.]+/g) ?? []).map(Number);
    return text === 'none' || text === 'transparent' ? [0, 0, 0, 0] : [red, green, blue, alpha];
  };
  const over = (top: Colour, below: Colour): Colour => {
    const at = (index: 0 | 1 | 2) => top[index] * top[3] + below[index] * (1 - top[3]);
    return [at(0), at(1), at(2), 1];
  };
  const luminance = (colour: Colour): number => {
    const [red = 0, green = 0, blue = 0] = colour.slice(0, 3).map((channel) => {
      const share = channel / 255;
      return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const parentOf = (element: Element): Element | null => {
    const root = element.getRootNode();
    return element.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
  };
  /** What is painted behind an element: the box of its state, the card of its way, or the background of what it is in. */
  const behind = (element: Element | null): Colour => {
    if (!element) return [255, 255, 255, 1];
    const shape = element.querySelector(':scope > .box, :scope > .card');
    const paint = shape ? getComputedStyle(shape).fill : getComputedStyle(element).backgroundColor;
    const own = parse(paint);
    return own[3] === 1 ? own : over(own, behind(parentOf(element)));
  };
  const opacityOf = (element: Element | null): number =>
    element ? Number(getComputedStyle(element).opacity) * opacityOf(parentOf(element)) : 1;
  const contrastOf = (element: Element): number => {
    const style = getComputedStyle(element);
    const back = element.closest('.badge')
      ? parse(getComputedStyle(element.previousElementSibling ?? element).fill)
      : behind(element);
    const [red, green, blue, alpha] = parse(element instanceof SVGElement ? style.fill : style.color);
    const front = over([red, green, blue, alpha * opacityOf(element)], back);
    const [one, other] = [luminance(front), luminance(back)].sort((a, b) => b - a) as [number, number];
    return (one + 0.05) / (other + 0.05);
  };
  const hasText = (element: Element): boolean =>
    [...element.childNodes].some((node) => node instanceof Text && node.data.trim() !== '');

  const views = [...document.querySelectorAll('heartwire-view')];
  const elements = views.flatMap((view) => [...(view.shadowRoot?.querySelectorAll('*') ?? [])]);
  const seen = elements.filter(
    (element) =>
      element.localName !== 'title' &&
      !element.matches('.unseen') &&
      hasText(element) &&
      element.checkVisibility(),
  );
  if (seen.length < 50) return [{ text: `only ${seen.length} texts were looked at`, contrast: 0 }];
  return seen
    .map((element) => ({ text: element.textContent ?? '', contrast: contrastOf(element) }))
    .filter(({ contrast }) => contrast < least);
}
