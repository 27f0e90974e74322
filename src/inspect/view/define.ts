import { HeartwireView } from './element.ts';

/** Defines the element as `<heartwire-view>`. Does nothing where it is defined already, and where there is no document. */
export function defineView(): void {
  const { customElements } = globalThis;
  if (customElements && !customElements.get('heartwire-view'))
    customElements.define('heartwire-view', HeartwireView);
}
