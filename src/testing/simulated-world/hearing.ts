import type { SimulatedClient } from './client.ts';
import { labelIn } from './labels.ts';
import type { Scene } from './scene.ts';
import { secretIn } from './secrets.ts';
import { checkHealth } from './sockets.ts';

/** Listens to all that a connection says, first of all listeners, and hands it to those who check it. */
export function hearEvents(client: SimulatedClient, { trace, tally, touch, elapsed }: Scene): void {
  const { connection, name, note, violate, lifecycle, deadlines, ledger, inbox, delays } = client;
  const hear = (kind: string, event: object): void => {
    touch(client.number);
    const where = secretIn(event);
    if (where) violate('no-secret', `${kind}.${where} holds a credential`);
  };

  connection.on('status', (event) => {
    hear('status', event);
    trace.note(name, 'status', event.status);
    lifecycle.status(event);
    deadlines.entered(event.status);
  });
  connection.on('open', (event) => {
    hear('open', event);
    trace.note(name, 'open', event);
    lifecycle.open(event);
  });
  connection.on('lost', (event) => {
    hear('lost', event);
    const { cause, verdict, silence } = event;
    const closed = cause.closeCode ?? cause.httpStatus;
    note('lost', closed === undefined ? cause.code : `${cause.code} ${closed}`, { verdict, silence });
    lifecycle.lost(event);
    checkHealth(client, elapsed(), cause.code);
  });
  connection.on('retry', (event) => {
    hear('retry', event);
    const { attempt, delay } = event;
    trace.note(name, 'retry', { attempt, delay });
    lifecycle.retry(event);
    deadlines.planned(delay);
    delays.last = delay;
    delays.longest = Math.max(delays.longest, delay);
  });
  connection.on('failed', (event) => {
    hear('failed', event);
    trace.note(name, 'failed', event.cause);
    lifecycle.failed(event);
  });
  connection.on('closed', (event) => {
    hear('closed', event);
    trace.note(name, 'closed', event.cause);
    lifecycle.closed();
  });
  connection.on('pong', (event) => hear('pong', event));
  connection.on('drop', ({ message, reason }) => {
    touch(client.number);
    tally.count('drop', reason);
    const label = labelIn(message);
    // Where nobody can take it, the answer of send() says as much.
    const isPlain = reason === 'not-open' || connection.status === 'closed';
    if (!isPlain) trace.note(name, `drop: ${reason}`, label?.number);
    if (label) ledger.dropped(label.number, reason);
  });
  connection.on('message', (message) => {
    touch(client.number);
    lifecycle.delivered('a message');
    inbox.delivered(message);
  });
}
