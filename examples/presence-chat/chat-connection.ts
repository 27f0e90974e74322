import { type Connection, createConnection } from 'heartwire';
import type { TypedMessage } from 'heartwire/dialects/json-type';
import { presenceHeartbeat } from 'heartwire/presets';

/** Who asks for which room, and how. */
export interface Entry {
  readonly type: 'create' | 'join';
  readonly user: string;
  readonly room: string;
  readonly password: string;
}

/** The page's connection, and where it leads. */
export interface ChatConnection {
  readonly connection: Connection<TypedMessage, TypedMessage>;
  /** The node that was dialed last, as `http://127.0.0.1:5180`. */
  readonly node: string;
  /** Whom each link enters as. */
  entry: Entry | undefined;
  /** Tells the server that the page goes away. */
  sayGoodbye(): void;
}

/** Makes the page's connection, not yet dialed; after a loss it goes to the next of the `nodes`. */
export function chatConnection(nodes: readonly string[]): ChatConnection {
  const session = crypto.randomUUID();
  let turn = 0;

  const chat: ChatConnection = {
    entry: undefined,
    get node() {
      return nodes[turn % nodes.length] ?? location.origin;
    },
    connection: createConnection({
      url: ({ number }) => {
        if (number > 0) turn += 1;
        return new URL('/ws', chat.node);
      },
      ...presenceHeartbeat({
        hello: () => (chat.entry ? [{ ...chat.entry, session }] : []),
        ping: () => ({ user: chat.entry?.user, room: chat.entry?.room, session }),
      }),
      autoConnect: false,
    }),
    sayGoodbye() {
      navigator.sendBeacon(new URL('/leave', chat.node), JSON.stringify({ session }));
    },
  };
  return chat;
}
