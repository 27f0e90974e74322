import { browserTransport } from 'heartwire';
import { controlFrames, text } from 'heartwire/dialects';
import { ws } from 'heartwire/ws';
import { patient } from '../../../test/websocket/conformance/patient.ts';
import type { SocketSection } from '../section-names.ts';
import { conformance } from './conformance.ts';
import { contract } from './contract.ts';
import { bare, frozen } from './frozen.ts';
import { sendsHeaders } from './headers.ts';
import { entriesLoad, processEnds } from './process.ts';
import type { Section } from './section.ts';
import { serverHalf } from './server-half.ts';

/** Nothing is built before it is asked for: a runtime may lack what another section is about. */
export const sections: Readonly<Record<SocketSection, Section>> = {
  'own WebSocket': conformance(() => WebSocket),
  'drop-in': conformance(() => patient()),
  'drop-in over ws()': conformance(() => patient({ transport: ws() })),
  'transport contract': contract(() => browserTransport(), false),
  'transport contract of ws()': contract(() => ws(), true, [sendsHeaders]),
  'frozen link': frozen(() => browserTransport(), text),
  'frozen link over ws()': frozen(() => ws(), controlFrames),
  'frozen link of a bare WebSocket': bare,
  'server half': serverHalf,
  entries: entriesLoad,
  'end of the process': processEnds,
};
