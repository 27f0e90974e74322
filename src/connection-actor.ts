import { connectionTable } from './machines/connection.table.ts';
import {
  type ConnectionContext,
  type ConnectionEvent,
  type ConnectionInput,
  delays,
  effects,
  guards,
  initialContext,
  type Status,
  updates,
} from './machines/connection-parts.ts';
import { link, linkInput } from './machines/link-logic.ts';
import { hosted } from './machines/parts.ts';
import { tableLogic } from './machines/table-logic.ts';

/** The connection's chart as an actor, run by its table. */
export const connectionTableLogic = /* @__PURE__ */ tableLogic<
  ConnectionContext,
  ConnectionEvent,
  Status,
  ConnectionInput
>(connectionTable, {
  ...{ updates, guards, delays },
  context: ({ host }) => initialContext(host),
  effects: /* @__PURE__ */ hosted(effects),
  actors: { link: { logic: link, input: linkInput } },
});
