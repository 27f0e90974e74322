import { fileURLToPath } from 'node:url';

/** The repository's root, with a slash behind. */
export const root = fileURLToPath(new URL('../../', import.meta.url));
