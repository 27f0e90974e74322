/** What rows of the dialect contract share. */

export const both = ['client', 'server'] as const;
export const buffer = Uint8Array.of(0, 1, 255).buffer;
export const view = new Uint8Array(Uint8Array.of(9, 0, 1, 255, 9).buffer, 1, 3);
export const unwritable = [undefined, null, 5, true, {}, [], Symbol('s'), () => 'text', new Date(0)];

/** What carries text and binary as they are. */
export const plain = {
  roles: both,
  messages: [
    { sent: '', received: '' },
    { sent: 'grüße \u{1f49a}', received: 'grüße \u{1f49a}' },
    { sent: '{"mode":"MESSAGE"}', received: '{"mode":"MESSAGE"}' },
    { sent: buffer, received: buffer },
    { sent: view, received: buffer },
  ],
  unwritable,
  frames: ['ok', 'heart_beat', buffer],
  badFrames: [],
} as const;

export const axes = {
  leads: 'client',
  life: 'any',
  handshake: false,
  badFrame: 'retry',
  requiresControlFrames: false,
} as const;

export const notObjects = [
  '',
  'text',
  '{"',
  'null',
  'true',
  '5',
  '"{}"',
  '[]',
  '[{"event":"message"}]',
  buffer,
] as const;
export const cyclic: Record<string, unknown> = { event: 'message', type: 'message' };
cyclic.self = cyclic;
export const notJson = [1n, cyclic];
