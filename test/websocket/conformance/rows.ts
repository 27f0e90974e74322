import { closeRows } from './close.ts';
import { construction } from './construction.ts';
import { events } from './events.ts';
import { handlerRows, interfaceRows } from './interface.ts';
import { inPage } from './page.ts';
import type { Row } from './row.ts';
import { sendRows } from './send.ts';

/** What the WHATWG WebSockets Standard, Web IDL, DOM and HTML say of a WebSocket, one answer a row. */
export const rows: readonly Row[] = [
  ...construction,
  ...inPage,
  ...interfaceRows,
  ...handlerRows,
  ...events,
  ...sendRows,
  ...closeRows,
];
