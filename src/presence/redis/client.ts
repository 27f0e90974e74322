/** What a connection of the `redis` package can do, as far as it is needed here. */
export interface RedisConnection {
  on(event: string, listener: (error?: Error) => void): unknown;
  connect(): Promise<unknown>;
  sendCommand(args: readonly string[]): Promise<unknown>;
  subscribe(channel: string, listener: (message: string, channel: string) => unknown): Promise<unknown>;
  unsubscribe(channel: string): Promise<unknown>;
  destroy(): void;
}

/** What of a connection's options is set anew. */
export interface RedisOverrides {
  readonly disableOfflineQueue: true;
  readonly commandOptions: object;
  readonly socket: object & { readonly reconnectStrategy: false };
}

/** A client of the `redis` package, 5 or newer, as `createClient()` makes it. Connected or not: copies of it are. */
export interface RedisClient {
  readonly options: { readonly socket?: object | undefined } | undefined;
  duplicate(overrides: RedisOverrides): RedisConnection;
}

/** A connection with the client's options that ends for good when it is lost, and queues nothing while it is. */
export function connectionOf(client: RedisClient): RedisConnection {
  return client.duplicate({
    disableOfflineQueue: true,
    // Replies as they are, whatever the client maps them to.
    commandOptions: {},
    socket: { ...client.options?.socket, reconnectStrategy: false },
  });
}
