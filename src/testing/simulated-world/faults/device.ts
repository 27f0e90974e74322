import { WAKE_CHECK_INTERVAL } from '../../../defaults.ts';
import type { EnvironmentSignal } from '../../../ports/environment.ts';
import type { SimulatedClient } from '../client.ts';
import type { Sleep } from '../device.ts';
import type { Fault, Faults } from './fault.ts';

/** What the client's machine and its page do. */
export const deviceFaults: Faults = {
  'the process is frozen': asleep('frozen'),
  'the machine is suspended': asleep('suspended'),
  'the clock is set forward': (client, { gap }) => setClock(client, gap(60_000)),
  'the clock is set back': (client, { gap }) => setClock(client, -gap(60_000)),
  'the page is hidden': signalled('hidden'),
  'the page is shown': signalled('shown'),
  'the page is resumed': signalled('resumed'),
  'the page is restored': signalled('restored'),
  'a wake that was none': signalled('wake'),
};

/** What gives urls, for a while. */
export const providerFaults: Faults = {
  'urls come late': provided('late'),
  'urls never come': provided('never'),
  'url providers throw': provided('throws'),
  'urls are none': provided('no url'),
};

function asleep(how: Sleep): Fault {
  return (client, { gap, is }) => {
    const { device, deadlines, wire } = client;
    if (device.isAsleep) return;
    const ms = gap(40_000);
    const readsFirst = is(0.5);
    device.sleep(how);
    client.trouble(ms, () => {
      if (readsFirst) wire.resume();
      device.wake();
      if (!readsFirst) wire.resume();
      deadlines.clockDoubted(ms);
      // As the environments notice it: by a look at the clock now and then.
      if (ms > 3 * WAKE_CHECK_INTERVAL) client.trouble(WAKE_CHECK_INTERVAL, () => signal(client, 'wake'));
    });
  };
}

function setClock(client: SimulatedClient, ms: number): void {
  client.device.setClock(ms);
  client.deadlines.clockDoubted(ms);
  client.trouble();
}

function signalled(name: EnvironmentSignal): Fault {
  return (client) => signal(client, name);
}

function signal({ device, deadlines }: SimulatedClient, name: EnvironmentSignal): void {
  if (device.isAsleep) return;
  if (name !== 'hidden') deadlines.excused(name === 'restored' ? 'for-good' : 'until-planned');
  device.signal(name);
}

function provided(provision: SimulatedClient['provision']): Fault {
  return (client, { gap }) => {
    client.provision = provision;
    client.ends.at(-1)?.peer.reset();
    client.trouble(gap(5_000), () => {
      client.provision = 'at once';
    });
  };
}
