import type { IncomingMessage, ServerResponse } from 'node:http';

/** Longest body that is read, in bytes. */
const MAX_BODY = 4_096;

/** Reads a request's body as a JSON object; `undefined` where it is none, or too long. */
export async function readObject(request: IncomingMessage): Promise<Record<string, unknown> | undefined> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) {
    body += chunk;
    if (body.length > MAX_BODY) return undefined;
  }
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a page of these origins asks; a request from a page says where it comes from. */
export function isFrom(origins: readonly string[], { headers }: IncomingMessage): boolean {
  return headers.origin !== undefined && origins.includes(headers.origin);
}

/** Answers with JSON. */
export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(value));
}

const LONE_SURROGATE = /\p{Surrogate}/u;

/** A text of 1 to `max` characters, without the spaces around it; `undefined` for anything else. */
export function textOf(value: unknown, max: number): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  return text !== '' && text.length <= max && !LONE_SURROGATE.test(text) ? text : undefined;
}
