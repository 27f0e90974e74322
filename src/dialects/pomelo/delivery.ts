import type { DialectSignals } from '../../ports/dialect.ts';
import type { Agreement } from './agreement.ts';
import { ByteReader } from './byte-reader.ts';
import { messageOf, routeOf } from './codec.ts';
import { inflated } from './inflate.ts';
import type { PomeloIncoming } from './message.ts';
import { RESPONSE, readHead } from './messages.ts';

/** What it takes to read the messages of one link. */
export interface Reading {
  readonly agreed: Agreement;
  readonly maxInflated: number;
  /** The route of the request that a response answers; `undefined` where nobody waits for it. */
  asked(id: number): string | undefined;
}

/** Hands a message on; at once, unless its body has to inflate first. A response that nobody waits for is passed over. */
export function deliver(
  reader: ByteReader,
  { agreed, maxInflated, asked }: Reading,
  signals: DialectSignals<PomeloIncoming>,
): Promise<void> | undefined {
  const head = readHead(reader);
  const route = head.type === RESPONSE ? asked(head.id) : routeOf(head, agreed);
  if (route === undefined) return undefined;
  const hand = (body: ByteReader) => signals.data(messageOf(head, route, body, agreed));
  if (!head.isDeflated) return void hand(reader);
  return inflated(reader.view(), maxInflated).then((bytes) => hand(new ByteReader(bytes)));
}
