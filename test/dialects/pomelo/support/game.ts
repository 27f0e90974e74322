import { type VirtualEnvironment, virtualEnvironment } from '../../../../src/adapters/virtual-environment.ts';
import {
  createPomeloClient,
  type PomeloClient,
  type PomeloConnectionOptions,
} from '../../../../src/pomelo/index.ts';
import {
  type ScriptedDial,
  type ScriptedTransport,
  scriptedTransport,
} from '../../../../src/testing/scripted-transport.ts';
import { hex, packaged } from './bytes.ts';

/** A client on a clock that the test moves, with a server that the test plays. */
export interface Game {
  readonly client: PomeloClient;
  readonly environment: VirtualEnvironment;
  readonly transport: ScriptedTransport;
  /** Answers the dial at `index` and its handshake with this `sys`. */
  welcome(index?: number, sys?: object): Promise<ScriptedDial>;
}

export function game(options: Partial<PomeloConnectionOptions> = {}): Game {
  const environment = virtualEnvironment({ seed: 1 });
  const transport = scriptedTransport();
  const client = createPomeloClient({
    url: 'ws://game.test',
    environment,
    transport,
    backoff: () => 100,
    ...options,
  });
  return {
    client,
    environment,
    transport,
    async welcome(index = 0, sys = { heartbeat: 3 }) {
      const dial = await transport.dialed(index);
      dial.open();
      dial.frame(packaged(1, JSON.stringify({ code: 200, sys })));
      return dial;
    },
  };
}

/** What the client sent after its handshake and its acknowledgement, as hex. */
export const sentBy = ({ sent }: ScriptedDial): readonly string[] => sent.slice(2).map(hex);

export const push = (route: string, body: unknown): ArrayBuffer =>
  packaged(4, Buffer.concat([Uint8Array.of(6, route.length), Buffer.from(route + JSON.stringify(body))]));

/** For ids below 128. */
export const response = (id: number, body: unknown): ArrayBuffer =>
  packaged(4, Buffer.concat([Uint8Array.of(4, id), Buffer.from(JSON.stringify(body))]));
