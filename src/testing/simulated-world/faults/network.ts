import type { LossDetails } from '../../../errors.ts';
import { LossError } from '../../../errors.ts';
import type { SimulatedClient } from '../client.ts';
import { labelText } from '../labels.ts';
import type { Faults } from './fault.ts';

/** Between the client and the server, and on the way. */
export const networkFaults: Faults = {
  'frozen both ways': (client, { gap }) => {
    client.network.freeze();
    client.trouble(gap(15_000), () => client.network.thaw());
  },
  'frozen towards the server': (client, { gap }) => {
    client.wire.hold('up');
    client.trouble(gap(15_000), () => client.wire.release());
  },
  'frozen towards the client': (client, { gap }) => {
    client.wire.hold('down');
    client.trouble(gap(15_000), () => client.wire.release());
  },
  'half-open': (client) => {
    client.ends.at(-1)?.peer.freeze();
    client.trouble();
  },
  'frames lost': (client, { between, gap }) => {
    const { network, wire } = client;
    network.loss = between(5, 60) / 100;
    if (wire.socket) wire.socket.isLossy = true;
    client.trouble(gap(20_000), () => {
      network.loss = 0;
    });
  },
  slow: (client, { between, gap }) => {
    const { network } = client;
    const { latency } = network;
    network.latency = between(300, 4_000);
    client.trouble(gap(15_000), () => {
      network.latency = Math.min(latency, network.latency);
    });
  },
  narrow: (client, { between, gap }) => {
    client.network.bandwidth = between(1, 50) / 100;
    client.trouble(gap(15_000), () => {
      client.network.bandwidth = undefined;
    });
  },
  reset: (client) => {
    client.ends.at(-1)?.peer.reset();
    client.trouble();
  },
  'the socket does not take messages': (client, { gap }) => {
    client.network.refuseSend = true;
    client.trouble(gap(5_000), () => {
      client.network.refuseSend = false;
    });
  },
  'offline, with its event': (client, { gap }) => {
    say(client, 'offline');
    client.network.freeze();
    client.trouble(gap(20_000), () => {
      client.network.thaw();
      say(client, 'online');
    });
  },
  'flapping, with its events': (client, { between }) => {
    const flap = (left: number): void => {
      say(client, 'offline');
      client.network.freeze();
      client.trouble(300, () => {
        client.network.thaw();
        say(client, 'online');
        if (left > 0 && !client.isCalm) client.trouble(300, () => flap(left - 1));
      });
    };
    flap(between(2, 20));
  },
  'offline, which is a lie': (client, { gap, is }) => {
    say(client, 'offline');
    if (is(0.7)) client.trouble(gap(30_000), () => say(client, 'online'));
  },
  'online, which is a lie': (client, { gap }) => {
    client.network.freeze();
    say(client, 'online');
    client.trouble(gap(10_000), () => client.network.thaw());
  },
  'a link speaks when it is over': (client, { pick }) => {
    const socket = client.wire.old.at(-1);
    if (!socket) return;
    const label = labelText({
      from: 'server',
      client: client.number,
      link: socket.number,
      number: 1_000_000,
    });
    const { dialect, speech } = client;
    const frame = dialect.write(speech.message?.(label) ?? label);
    const say = pick([
      () => socket.sink.open(''),
      () => typeof frame === 'string' && socket.sink.frame(frame),
      () => socket.sink.heard('pong'),
      () => socket.sink.close(1008, 'late', true),
      () => socket.sink.error(new Error('late')),
    ]);
    say();
  },
};

/** How dials end, for a while. */
export const dialFaults: Faults = {
  'dials hang': (client, { gap }) => dials(client, 'hang', gap(15_000)),
  'dials are refused': (client, { gap }) => dials(client, 'refuse', gap(15_000)),
  'the upgrade is refused with 401': (client, { gap }) =>
    dials(client, 'refuse', gap(3_000), { httpStatus: 401, verdict: 'refresh' }),
  'the upgrade is refused with 403': (client, { gap }) =>
    dials(client, 'refuse', gap(1_000), { httpStatus: 403, verdict: 'fatal' }),
  'the upgrade is refused with 503 and Retry-After': (client, { gap, between }) =>
    dials(client, 'refuse', gap(10_000), { httpStatus: 503, retryAfter: between(1, 20) * 1_000 }),
};

function dials(client: SimulatedClient, mode: 'hang' | 'refuse', ms: number, details?: LossDetails): void {
  const { network } = client;
  network.mode = mode;
  network.refusal =
    details &&
    new LossError(
      'ERR_HEARTWIRE_UPGRADE_REFUSED',
      `The server answered with HTTP ${details.httpStatus}.`,
      details,
    );
  client.ends.at(-1)?.peer.reset();
  client.trouble(ms, () => {
    network.mode = 'accept';
    network.refusal = undefined;
  });
}

function say({ device, deadlines }: SimulatedClient, signal: 'online' | 'offline'): void {
  if (device.isAsleep) {
    device.online = signal === 'online';
    return;
  }
  if (signal === 'online') deadlines.excused('until-planned');
  device.signal(signal);
}
