import type { ActorLogic, AnyEventObject, Snapshot } from 'xstate';
import type { ConnectionContext, LinkInput } from './connection-parts.ts';

/** What of the context a link starts with. */
export const linkInput = (context: ConnectionContext): LinkInput => context;

type LinkSnapshot = Snapshot<undefined> & { readonly input: LinkInput };

/** The logic of the invoked link. */
export interface LinkLogic extends ActorLogic<LinkSnapshot, AnyEventObject, LinkInput> {}

/** The invoked actor: it has no say of its own, the host's link speaks through events of the chart. */
export const link: LinkLogic = {
  getInitialSnapshot: (_, input) => ({ status: 'active', output: undefined, error: undefined, input }),
  start: ({ input }) => input.host().openLink(input),
  transition: (snapshot, event) => {
    // The one event that an actor is sent when its state is left (XState's own name for it).
    if (event.type !== 'xstate.stop') return snapshot;
    snapshot.input.host().discardLink();
    return { ...snapshot, status: 'stopped', output: undefined, error: undefined };
  },
  getPersistedSnapshot: (snapshot) => snapshot,
};
