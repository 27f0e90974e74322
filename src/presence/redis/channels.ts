import type { Session } from './session.ts';

/** Keeps the channels that a session listens to as they are wanted, one change at a time: the client mixes up an unsubscription and a subscription under way. */
export class Channels {
  readonly #wanted = new Set<string>();
  readonly #open = new Set<string>();
  #session: Session | undefined;
  #work: Promise<void> | undefined;

  want(channel: string): void {
    this.#wanted.add(channel);
    this.#reconcile();
  }

  drop(channel: string): void {
    this.#wanted.delete(channel);
    this.#reconcile();
  }

  has(channel: string): boolean {
    return this.#wanted.has(channel);
  }

  /** Listens to all that is wanted, and what is wanted from then on. Resolves when it does. */
  async begin(session: Session): Promise<void> {
    this.#session = session;
    this.#open.clear();
    this.#work = undefined;
    this.#reconcile();
    await this.#work;
  }

  end(): void {
    this.#session = undefined;
  }

  #reconcile(): void {
    if (!this.#session) return;
    this.#work ??= this.#change(this.#session);
    // A rejection has ended the session.
    this.#work.catch(() => {});
  }

  async #change(session: Session): Promise<void> {
    // `#work` is this promise before it can end.
    await undefined;
    while (session === this.#session) {
      const missing = [...this.#wanted].filter((channel) => !this.#open.has(channel));
      const surplus = [...this.#open].filter((channel) => !this.#wanted.has(channel));
      if (missing.length + surplus.length === 0) break;
      for (const channel of missing) this.#open.add(channel);
      for (const channel of surplus) this.#open.delete(channel);
      await Promise.all([
        ...missing.map((channel) => session.subscribe(channel)),
        ...surplus.map((channel) => session.unsubscribe(channel)),
      ]);
    }
    if (session === this.#session) this.#work = undefined;
  }
}
