/** News that is held back while something is under way and told afterwards, so that who hears it sees the whole, and in order. */
export class InOrder<News> {
  readonly #hear: (news: News) => void;
  readonly #waiting: News[] = [];
  #depth = 0;

  /** `hear` must not throw. */
  constructor(hear: (news: News) => void) {
    this.#hear = hear;
  }

  /** Adds news; only from inside `within`. */
  tell(news: News): void {
    this.#waiting.push(news);
  }

  /** Does something, then tells what is new. What hearing it brings about is told after what waits. */
  within<T>(work: () => T): T {
    this.#depth += 1;
    try {
      return work();
    } finally {
      if (this.#depth === 1) this.#drain();
      this.#depth -= 1;
    }
  }

  #drain(): void {
    // It grows while it is read.
    for (const news of this.#waiting) this.#hear(news);
    this.#waiting.length = 0;
  }
}
