import type { HeartwireError } from '../../errors.ts';
import { badFrame, invalidMessage } from '../json-frames.ts';

export const NAME = 'pomelo';

/** The error of a frame that breaks the protocol. Quotes nothing of the frame, which could hold a secret. */
export const broken = (fault: string): HeartwireError => badFrame(NAME, fault);

/** The error of a message that cannot be written. */
export const unwritable = (fault: string): HeartwireError => invalidMessage(NAME, fault);

/** What a handshake's code other than 200 means. */
export const refusalOf = (code: number): string =>
  `${code === 501 ? 'client not supported' : 'handshake failed'} (${code})`;
