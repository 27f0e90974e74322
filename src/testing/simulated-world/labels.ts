/** What a message of a world says of itself: whose it is, on which link it was sent (0: any), and which one it is. */
export interface Label {
  readonly from: 'client' | 'server';
  readonly client: number;
  readonly link: number;
  readonly number: number;
}

const FORM = /<([cs])(\d+)\.(\d+)\.(\d+)>/;
const decoder = new TextDecoder();

/** Writes a label as text that no dialect takes for anything else. */
export const labelText = ({ from, client, link, number }: Label): string =>
  `<${from[0]}${client}.${link}.${number}>`;

/** Finds the label in a frame or a decoded message; `undefined` where there is none (beats, greetings). */
export function labelIn(value: unknown): Label | undefined {
  const [, from, client, link, number] = FORM.exec(textOf(value)) ?? [];
  if (from === undefined) return undefined;
  return {
    from: from === 'c' ? 'client' : 'server',
    client: Number(client),
    link: Number(link),
    number: Number(number),
  };
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return decoder.decode(value);
  return JSON.stringify(value) ?? '';
}
