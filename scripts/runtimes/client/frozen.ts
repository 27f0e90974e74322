import type { Dialect, Frame, Transport, WireData } from 'heartwire';
import { constant } from 'heartwire/backoff';
import { ReconnectingWebSocket } from 'heartwire/websocket';
import { detectFrozenLinks } from '../../../test/faults/support/frozen-links.ts';
import { remoteProxy } from '../../../test/setup/remote-proxy.ts';
import { once } from '../../../test/websocket/conformance/row.ts';
import { promise, type Section } from './section.ts';

type Speaks = Dialect<Frame, WireData>;

const LINKS = 10;
/** `pingInterval` and `pongTimeout` of those links, and a tick of a busy machine. */
const BOUND = 200 + 100 + 50;
/** A dial of the same tick. */
const AT_ONCE = 1_000;

const ensure = (holds: boolean, fault: string) => {
  if (!holds) throw new Error(fault);
};

/** A frozen link, which sends no FIN and no RST: noticed within the bound, and replaced. */
export const frozen = (transport: () => Transport, dialect: () => Speaks): Section => ({
  checks: (control) => [
    promise(
      `${LINKS} of ${LINKS} frozen links are lost at most ${BOUND} ms after the last frame, and dialed again`,
      async () => {
        const { detections } = await detectFrozenLinks({ transport, control }, dialect, LINKS);
        for (const { code, after, redial } of detections) {
          ensure(code === 'ERR_HEARTWIRE_PONG_TIMEOUT', `lost by ${code}`);
          ensure(after <= BOUND, `lost ${Math.round(after)} ms after the last frame`);
          ensure(redial < AT_ONCE, `dialed again ${Math.round(redial)} ms later`);
        }
      },
    ),
    promise('the drop-in tells of a frozen link, opens another and carries messages again', () =>
      dropInReplaces(control, transport(), dialect()),
    ),
  ],
});

async function dropInReplaces(control: string, transport: Transport, dialect: Speaks): Promise<void> {
  const proxy = await remoteProxy(control);
  const socket = new ReconnectingWebSocket(`${proxy.url}/heartbeat`, [], {
    transport,
    dialect,
    heartbeat: { pingInterval: 200, pongTimeout: 100 },
    backoff: constant(20),
  });
  await once(socket, 'open');
  const closed = once(socket, 'close');
  await proxy.mode('freeze');
  const { code, wasClean, cause } = (await closed) as CloseEvent & {
    readonly cause?: { readonly code: string };
  };
  const told = JSON.stringify([code, wasClean, cause?.code, socket.readyState]);
  ensure(told === '[1006,false,"ERR_HEARTWIRE_PONG_TIMEOUT",0]', `the close event told ${told}`);
  const opened = once(socket, 'open');
  await proxy.mode('flow');
  await opened;
  const echoed = once(socket, 'message');
  socket.send('again');
  const { data } = await echoed;
  ensure(data === 'again', `the new link carried ${data}`);
  const over = once(socket, 'close');
  socket.close();
  await over;
  await proxy.close();
}

/** How long a bare WebSocket is watched, in ms: several times the bound. */
const WATCH = 2_000;

/** What the drop-in is for: on a frozen link the platform's own says nothing. */
export const bare: Section = {
  checks: (control) => [
    promise(`a bare WebSocket still says OPEN ${WATCH} ms after its link froze`, async () => {
      const proxy = await remoteProxy(control);
      const socket = new WebSocket(`${proxy.url}/heartbeat`);
      await once(socket, 'open');
      const told: string[] = [];
      for (const type of ['error', 'close']) socket.addEventListener(type, () => told.push(type));
      await proxy.mode('freeze');
      await new Promise((resolve) => setTimeout(resolve, WATCH));
      ensure(socket.readyState === 1 && told.length === 0, `it says ${socket.readyState}, and told ${told}`);
      await proxy.close();
    }),
  ],
};
