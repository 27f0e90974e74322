import { byId, element } from './dom.ts';
import { type Fault, latencies, networkFaults, serverFaults } from './faults.ts';
import type { DemoState } from './state.ts';

/** The buttons that break things. What they show is what proxy and server say of themselves. */
export function faultPanel(say: (words: string) => void): void {
  let state: DemoState | undefined;
  const buttons = new Map<HTMLElement, Fault>();

  const press = async (fault: Fault): Promise<void> => {
    if (!state) return;
    const answer = await fetch(`/control/${fault.action(state)}`, { method: 'POST' }).catch(() => undefined);
    if (!answer?.ok) say(`${fault.label} failed: the demo’s server did not do it.`);
  };
  const button = (fault: Fault): HTMLElement => {
    const made = element('button', '', fault.label);
    made.setAttribute('type', 'button');
    made.addEventListener('click', () => press(fault));
    buttons.set(made, fault);
    return made;
  };
  const withHelp = (fault: Fault): HTMLElement => {
    const help = element('p', '', fault.help);
    help.id = `help-${buttons.size}`;
    const made = button(fault);
    made.setAttribute('aria-describedby', help.id);
    return element('div', 'fault', made, help);
  };
  const show = (now: DemoState): void => {
    state = now;
    for (const [made, { isOn }] of buttons) {
      if (isOn) made.setAttribute('aria-pressed', String(isOn(now)));
    }
  };

  byId('network').append(...networkFaults.map(withHelp));
  byId('latencies').append(...latencies.map(button));
  byId('server').append(...serverFaults.map(withHelp));
  watchState(show);
}

/** Calls `show` with each state; a demo that was started anew gets a page that starts anew. */
function watchState(show: (state: DemoState) => void): void {
  let run: string | undefined;
  const stream = new EventSource('/control');
  stream.onmessage = ({ data }) => {
    const state: DemoState = JSON.parse(data);
    run ??= state.run;
    if (state.run !== run) return location.reload();
    byId('ended').hidden = true;
    show(state);
  };
  stream.onerror = () => {
    byId('ended').hidden = false;
  };
}
