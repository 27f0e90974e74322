import { mkdirSync, writeFileSync } from 'node:fs';

interface TracedEvent {
  readonly name: string;
  readonly attributes: object;
  readonly time: number;
}

/** A span as a tracer of `@opentelemetry/api` was told of it. */
export interface FakeSpan {
  readonly name: string;
  readonly kind: number;
  readonly startTime: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly events: readonly TracedEvent[];
  readonly status: { readonly code: number; readonly message?: string } | undefined;
  readonly endTime: number | undefined;
}

interface SpanOptions {
  readonly kind: number;
  readonly startTime: number;
  readonly attributes: object;
}

/** A tracer that keeps its spans. As in the API, a span that has ended takes nothing more. */
export function fakeTracer() {
  const spans: FakeSpan[] = [];
  const tracer = {
    startSpan(name: string, { kind, startTime, attributes }: SpanOptions) {
      const index =
        spans.push({
          ...{ name, kind, startTime, attributes: { ...attributes }, events: [] },
          ...{ status: undefined, endTime: undefined },
        }) - 1;
      const change = (changes: (span: FakeSpan) => Partial<FakeSpan>) => {
        const span = spans[index];
        if (!span || span.endTime !== undefined) throw new Error('The span has ended.');
        spans[index] = { ...span, ...changes(span) };
        return handle;
      };
      const handle = {
        setAttributes: (more: object) => change((span) => ({ attributes: { ...span.attributes, ...more } })),
        setStatus: (status: FakeSpan['status']) => change(() => ({ status })),
        addEvent: (event: string, details: object, time: number) =>
          change(({ events }) => ({ events: [...events, { name: event, attributes: details, time }] })),
        end: (endTime: number) => void change(() => ({ endTime })),
      };
      return handle;
    },
  };
  return { tracer, spans };
}

/** Puts what the recipe needs of `@opentelemetry/api` in a folder's `node_modules`: the shape of version 1. */
export function writeFakeApi(folder: string): void {
  const target = `${folder}/node_modules/@opentelemetry/api`;
  mkdirSync(target, { recursive: true });
  writeFileSync(
    `${target}/package.json`,
    JSON.stringify({ name: '@opentelemetry/api', type: 'module', exports: './index.js' }),
  );
  writeFileSync(
    `${target}/index.js`,
    'export const SpanKind = { CLIENT: 2 };\nexport const SpanStatusCode = { ERROR: 2 };\n',
  );
  writeFileSync(`${target}/index.d.ts`, DECLARATIONS);
}

const DECLARATIONS = `
export type AttributeValue = string | number | boolean | string[] | number[] | boolean[];
export interface Attributes { [name: string]: AttributeValue | undefined }
export declare enum SpanKind { INTERNAL, SERVER, CLIENT, PRODUCER, CONSUMER }
export declare enum SpanStatusCode { UNSET, OK, ERROR }
export type TimeInput = [number, number] | number | Date;
export interface Span {
  setAttributes(attributes: Attributes): this;
  addEvent(name: string, attributesOrStartTime?: Attributes | TimeInput, startTime?: TimeInput): this;
  setStatus(status: { code: SpanStatusCode; message?: string }): this;
  end(endTime?: TimeInput): void;
}
export interface Tracer {
  startSpan(name: string, options?: { kind?: SpanKind; attributes?: Attributes; startTime?: TimeInput }): Span;
}
`;
