import {
  type ScriptedDial,
  type ScriptedTransportOptions,
  scriptedTransport,
} from '../../src/testing/scripted-transport.ts';
import type { Counterpart, TransportHarness } from '../../src/testing/transport-contract.ts';
import type { Command } from '../setup/script.ts';

/** The scripted transport's row of the contract: a player that answers each dial as the counterpart in its url would. */
export function scriptedHarness(options: ScriptedTransportOptions): TransportHarness {
  const transport = scriptedTransport(options);
  const players = new Map<ScriptedDial, () => void>();
  const play = async (): Promise<void> => {
    for (const dial of transport.dials) {
      const player = players.get(dial) ?? createPlayer(dial, transport.controlFrames);
      players.set(dial, player);
      player();
    }
    await undefined;
  };
  return {
    transport,
    sendsBlobs: true,
    seesHttpStatus: false,
    speaksAfterDiscard: true,
    url: (counterpart, query = {}) => `ws://scripted/${counterpart}?${new URLSearchParams(query)}`,
    async until(condition) {
      for (let turn = 0; !condition(); turn += 1) {
        if (turn > 1_000) throw new Error('still waiting after 1,000 turns');
        await play();
      }
    },
    async quiet() {
      for (let turn = 0; turn < 10; turn += 1) await play();
    },
  };
}

/** Each call answers what the dial has asked for since the last one. */
function createPlayer(dial: ScriptedDial, controlFrames: boolean): () => void {
  let answered = 0;
  let ponged = 0;
  let hasGreeted = false;
  const counterpart = /^ws:\/\/scripted\/(\w+)/.exec(dial.url)?.[1] as Counterpart | undefined;
  const isLive = (): boolean => !dial.isDiscarded && dial.state !== 'ended';

  const greet = (): void => {
    if (dial.closedWith || !counterpart || ['refuse', 'drop', 'unreachable'].includes(counterpart))
      dial.error();
    else if (counterpart !== 'silent') dial.open();
    if (counterpart !== 'close' || dial.state !== 'open') return;
    const { searchParams } = new URL(dial.url);
    dial.close(Number(searchParams.get('code')), searchParams.get('reason') ?? '');
  };

  const serve = (): void => {
    for (; ponged < dial.pings; ponged += 1) dial.heard('pong');
    for (; isLive() && answered < dial.sent.length; answered += 1) {
      const frame = dial.sent[answered] ?? '';
      if (counterpart === 'echo') dial.frame(frame);
      else obey(dial, JSON.parse(String(frame)) as Command, controlFrames);
    }
    if (isLive() && dial.closedWith) dial.close(dial.closedWith.code, dial.closedWith.reason);
  };

  return () => {
    if (!hasGreeted && isLive()) greet();
    hasGreeted = true;
    if (isLive() && dial.state !== 'connecting') serve();
  };
}

function obey(dial: ScriptedDial, command: Command, controlFrames: boolean): void {
  if (command.do === 'send') dial.frame(command.text);
  else if (command.do === 'sendBinary') dial.frame(Uint8Array.from(command.bytes).buffer);
  else if (command.do === 'close') dial.close(command.code, command.reason);
  else if (command.do === 'terminate') dial.close(1006);
  else if (command.do !== 'ping' && command.do !== 'pong') {
    throw new Error(`the script has no command ${command.do}`);
  } else if (controlFrames) dial.heard('ping');
}
