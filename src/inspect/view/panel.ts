/** A part of the view. */
export interface Panel {
  readonly element: HTMLElement;
  /** Shows what is so at `now`; `isNews` where a record came since the last time, and not only time went by. */
  update(now: number, isNews: boolean): void;
  /** Lets go of what outlives the element. */
  end?(): void;
}
