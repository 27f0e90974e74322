import type { Ground, HistoricalCase, Scene } from '../support/scene.ts';
import { supersededSocket } from './cashu-ts-930.ts';
import { trafficInsteadOfPings } from './mqtt-js-1861.ts';
import { reconnectAfterLimit } from './partykit-252.ts';
import { staleHeartbeat } from './phoenix-3083.ts';
import { revivedByThePage } from './phoenix-6578.ts';
import { spuriousFailed } from './pusher-js-206.ts';
import { noEndSignal } from './reconnecting-websocket-119.ts';
import { refusedCredential } from './reconnecting-websocket-126.ts';
import { rejectedUrl } from './reconnecting-websocket-134.ts';
import { closeWhileConnecting } from './reconnecting-websocket-141.ts';
import { silentDrop } from './reconnecting-websocket-147.ts';
import { timeoutWhileConnecting } from './reconnecting-websocket-183.ts';
import { timeoutWhileDataFlows } from './socket-io-5450.ts';
import { flappingServer } from './starknet-js-1650.ts';
import { stuckConnecting } from './wire-webapp-21653.ts';

/** Bugs that other clients have had, by what went wrong. Those of a process are in process.node.test.ts. */
const historicalCases: readonly HistoricalCase[] = [
  stuckConnecting,
  reconnectAfterLimit,
  ...closeWhileConnecting,
  timeoutWhileConnecting,
  rejectedUrl,
  staleHeartbeat,
  ...timeoutWhileDataFlows,
  trafficInsteadOfPings,
  ...revivedByThePage,
  ...flappingServer,
  ...refusedCredential,
  silentDrop,
  supersededSocket,
  noEndSignal,
  ...spuriousFailed,
];

/** The cases that can happen on a ground; each ends the scenes that it opened. */
export function casesOn(ground: Ground): readonly { readonly title: string; run(): Promise<void> }[] {
  const possible = historicalCases.filter(({ needs }) => needs === undefined || ground[needs]);
  return possible.map(({ title, run }) => ({
    title,
    async run() {
      const scenes: Scene[] = [];
      try {
        await run(async (options) => {
          const scene = await ground.scene(options);
          scenes.push(scene);
          return scene;
        });
      } finally {
        await Promise.all(scenes.map((scene) => scene.end()));
      }
    },
  }));
}
