import { connectionOf, type RedisClient, type RedisConnection } from './client.ts';

/**
 * One life of the two connections to Redis, one for commands and one to listen. Whatever goes wrong with either ends both, once,
 * and a new session starts from nothing.
 */
export class Session {
  readonly #commands: RedisConnection;
  readonly #ears: RedisConnection;
  readonly #hear: (channel: string, text: string) => void;
  readonly #onEnd: (cause: Error) => void;
  readonly #underWay = new Set<{ readonly since: number }>();
  #looks = 0;
  #isOver = false;

  constructor(
    client: RedisClient,
    hear: (channel: string, text: string) => void,
    onEnd: (cause: Error) => void,
  ) {
    this.#hear = hear;
    this.#onEnd = onEnd;
    this.#commands = connectionOf(client);
    this.#ears = connectionOf(client);
    for (const connection of [this.#commands, this.#ears]) {
      connection.on('error', (cause) => this.end(cause ?? new Error('the connection to Redis failed')));
      connection.on('end', () => this.end(new Error('the connection to Redis ended')));
    }
  }

  async connect(): Promise<void> {
    await Promise.all([this.#commands, this.#ears].map((each) => this.#follow(each.connect())));
  }

  /** Runs a command; what it rejects with ends the session. Commands run in the order in which they are given. */
  run(...args: readonly string[]): Promise<unknown> {
    return this.#follow(this.#commands.sendCommand(args));
  }

  async subscribe(channel: string): Promise<void> {
    await this.#follow(this.#ears.subscribe(channel, (text) => this.#hear(channel, text)));
  }

  async unsubscribe(channel: string): Promise<void> {
    await this.#follow(this.#ears.unsubscribe(channel));
  }

  /** Asks the listening connection for a sign of life: it hears nothing from Redis where nobody publishes. */
  async probe(): Promise<void> {
    await this.#follow(this.#ears.sendCommand(['PING']));
  }

  /** Whether something waits for its answer since before the last look. */
  isStuck(): boolean {
    this.#looks += 1;
    return [...this.#underWay].some(({ since }) => since < this.#looks - 1);
  }

  /** Drops both connections; does nothing the second time. */
  end(cause: Error): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const connection of [this.#commands, this.#ears]) drop(connection);
    this.#onEnd(cause);
  }

  async #follow<T>(answer: Promise<T>): Promise<T> {
    const mark = { since: this.#looks };
    this.#underWay.add(mark);
    try {
      return await answer;
    } catch (cause) {
      this.end(cause instanceof Error ? cause : new Error(String(cause)));
      throw cause;
    } finally {
      this.#underWay.delete(mark);
    }
  }
}

function drop(connection: RedisConnection): void {
  try {
    connection.destroy();
  } catch {
    // redis 5 throws where the connection has ended already.
  }
}
