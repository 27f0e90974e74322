/** The type and body of a package in hex. */
export function packageOf(hex: string): { readonly type: number; readonly body: Buffer } {
  const bytes = Buffer.from(hex, 'hex');
  return { type: bytes[0] ?? 0, body: bytes.subarray(4) };
}

/** A package in hex: `type | length | body`. */
export function packed(type: number, body: string | Uint8Array = ''): string {
  const bytes = Buffer.from(body);
  const head = Buffer.alloc(4);
  head.writeUInt32BE(bytes.length);
  head[0] = type;
  return Buffer.concat([head, bytes]).toString('hex');
}

/** A message in hex, as the parts of a trace are written: hex as text, JSON as an object, a route as `#text`. */
export function message(...parts: readonly (string | object)[]): string {
  const bytes = parts.map((part) => {
    if (typeof part === 'object') return Buffer.from(JSON.stringify(part));
    if (!part.startsWith('#')) return Buffer.from(part, 'hex');
    return Buffer.concat([Buffer.of(part.length - 1), Buffer.from(part.slice(1))]);
  });
  return packed(4, Buffer.concat(bytes));
}

/** What a handshake's answer says; without what each server numbers for itself, or says twice. */
export function handshakeIn(hex: string): unknown {
  const { sys = {}, ...rest } = JSON.parse(packageOf(hex).body.toString());
  const { dictVersion: _, routeToCode: __, codeToRoute: ___, protos, ...said } = sys;
  return { ...rest, sys: { ...said, ...(protos && { protos: { ...protos, version: 'any' } }) } };
}
