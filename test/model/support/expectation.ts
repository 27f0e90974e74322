import type { AnyEventObject, AnyMachineSnapshot } from 'xstate';
import type { ConnectionContext, Status } from '../../../src/machines/connection-parts.ts';
import type { Loss } from '../../../src/ports/loss.ts';
import { contextOf, modelStatus } from '../../../src/testing/connection-model.ts';
import type { ModelEffect, ModelStep, TestModel } from '../../../src/testing/test-model-of.ts';
import { type Mailbox, mailbox, type Said } from './mailbox.ts';
import type { Setting } from './settings.ts';

/** All that can be seen of a connection and its server, in one value. */
export interface Observation {
  readonly status: Status;
  readonly value: unknown;
  readonly context: object;
  readonly nextAttemptAt: number | undefined;
  /** All that it has said since the last step. */
  readonly said: readonly Said[];
  readonly dials: number;
  /** Sockets that the server has. */
  readonly sockets: number;
  /** Texts that each socket of the server got. */
  readonly received: readonly (readonly string[])[];
  /** When its timers are due. */
  readonly timers: readonly number[];
  readonly listeners: number;
  readonly bytesWaiting: number;
}

/** Causes by what every ground can tell: an attempt fails in as many ways as there are platforms. */
export function causeName(cause: Loss | undefined): string | undefined {
  const isOurs = /TIMEOUT|SUPERSEDED/.test(cause?.code ?? '');
  return cause && !cause.wasOpen && !isOurs ? 'the attempt failed' : cause?.code;
}

/** The context without the host and the model's clock, which is kept under a symbol. */
export function visible({ host: _, cause, ...rest }: ConnectionContext): object {
  return { ...Object.fromEntries(Object.entries(rest)), cause: causeName(cause) };
}

/** Follows a path in the model and says what must be seen. */
export interface Expectation {
  readonly at: AnyMachineSnapshot;
  /** What becomes of the next message. */
  post(): ReturnType<Mailbox['post']>;
  /** A probe was asked for, whose promise runs out by itself. */
  probed(timeout: number): void;
  take(event: AnyEventObject): ModelStep;
  observation(): Observation;
}

const waits: readonly string[] = ['backoff', 'offline'];
const deaf: readonly string[] = ['idle', 'closed', 'failed'];

export function expectation(model: TestModel, { options, isCongested }: Setting, start: number): Expectation {
  const { maxMessages = 0 } = options.outbox || {};
  const box = mailbox(maxMessages, isCongested === true);
  let at = model.initial;
  let said: Said[] = [];
  let probes: number[] = [];
  let heardAt = 0;
  const now = (): number => model.clock(at).now;
  const status = (): Status => modelStatus(at);

  const announce = ({ name, context: of }: ModelEffect): Said[] => {
    const context = of as ConnectionContext;
    const { link, attempt, delay, armedAt, verdict } = context;
    const cause = causeName(context.cause);
    switch (name) {
      case 'flushOutbox':
        box.flush(now());
        return [];
      case 'sendPing':
        box.write('ping');
        return [];
      case 'closeOutbox':
        return box.clear('closed');
      case 'failOutbox':
        return box.clear('failed');
      case 'announceOpen':
        return [['open', { link, attempt, protocol: '' }]];
      case 'announceLost': {
        probes = [];
        const wasOpen = context.cause?.wasOpen === true;
        return [['lost', { cause, verdict, link, wasOpen, silence: now() - heardAt }]];
      }
      case 'announceRetry':
        return [['retry', { attempt, delay, at: armedAt + delay - start, cause }]];
      case 'announceFailed':
        return [['failed', { cause, attempt }]];
      case 'announceClosed':
        probes = [];
        return [['closed', { cause: verdict === 'done' ? cause : undefined }]];
      default:
        return [];
    }
  };

  /** What happens by itself until the time at which the event comes. */
  const pass = (event: AnyEventObject): Said[] => {
    const dropped = box.pass(now(), event.late !== undefined);
    probes = probes.filter((due) => due > now());
    if (event.heardBefore === undefined) return dropped.map(([, drop]) => drop);
    heardAt = now() - event.heardBefore;
    const message: [number, Said] = [heardAt, ['message', { message: 'data' }]];
    return [...dropped, message].toSorted(([one], [other]) => one - other).map(([, what]) => what);
  };

  return {
    get at() {
      return at;
    },
    post() {
      const { said: more, ...rest } = box.post(status(), now());
      said.push(...more);
      return { ...rest, said: more };
    },
    probed(timeout) {
      probes.push(now() + timeout + 1);
    },
    take(event) {
      const previous = at;
      const step = model.step(at, event);
      at = step.state;
      said = pass(event);
      const { link, pingedAt } = contextOf(previous);
      if (modelStatus(previous) !== status()) {
        said.push(['status', { status: status(), previous: modelStatus(previous) }]);
      }
      said.push(...step.effects.flatMap(announce));
      if (event.type === 'peer.heard') {
        probes = [];
        said.push(['pong', { latency: now() + start - pingedAt }]);
      }
      if (['socket.opened', 'handshake.completed', 'peer.heard'].includes(event.type)) heardAt = now();
      if (!at.matches('live') || contextOf(at).link > link) box.unlink();
      if (contextOf(at).link > link) {
        heardAt = now();
        box.received.push([]);
      }
      return step;
    },
    observation() {
      const context = contextOf(at);
      const armed = model.clock(at).timers.map(({ due }) => due);
      return {
        status: status(),
        value: at.value,
        context: visible(context),
        nextAttemptAt: waits.includes(status()) ? context.armedAt + context.delay - start : undefined,
        said,
        dials: context.link,
        sockets: at.matches('live') ? 1 : 0,
        received: box.received,
        timers: [...armed.filter((due) => due < Infinity), ...box.dues(), ...probes].toSorted(
          (a, b) => a - b,
        ),
        listeners: deaf.includes(status()) ? 0 : 1,
        bytesWaiting: box.bytes,
      };
    },
  };
}
