import { createInspector, type StatelyInspectionEvent } from '@statelyai/inspect';

/** Stately's inspector, and all that it sends to whoever shows it. */
export function listeningInspector() {
  const sent: StatelyInspectionEvent[] = [];
  const inspector = createInspector(
    { send: (event) => sent.push(event) },
    // By its default the deepest lists of the chart are cut.
    { serializationDepthLimit: 16 },
  );
  return {
    inspector,
    sent,
    /** It sends when the platform is idle. */
    idle: () => new Promise((resolve) => setTimeout(resolve, 1)),
    /** As it crosses to another window or process. */
    get wire(): string {
      return JSON.stringify(sent);
    },
  };
}
