/**
 * Routes with what they carry, to check calls by. Each part is left out where any route, and any body, is meant.
 *
 * ```ts
 * interface Game {
 *   requests: { 'chat.room.join': { body: { room: string }; answer: { code: number } } };
 *   notifies: { 'chat.room.typing': { room: string } };
 *   pushes: { onChat: { from: string; text: string } };
 * }
 * ```
 */
export interface PomeloRoutes {
  readonly requests?: object;
  readonly notifies?: object;
  readonly pushes?: object;
}

type Part<Routes, Name extends keyof PomeloRoutes> = Routes extends { readonly [K in Name]: infer Given }
  ? Given
  : unknown;

/** The routes of one part. */
export type RouteOf<Routes, Name extends keyof PomeloRoutes> =
  unknown extends Part<Routes, Name> ? string : keyof Part<Routes, Name> & string;

/** What a notify or a push carries. */
export type BodyOf<Routes, Name extends 'notifies' | 'pushes', Route> = Route extends keyof Part<Routes, Name>
  ? Part<Routes, Name>[Route]
  : unknown;

type Exchange<Routes, Route> = Route extends keyof Part<Routes, 'requests'>
  ? Part<Routes, 'requests'>[Route]
  : unknown;

/** What a request carries. */
export type QuestionOf<Routes, Route> =
  Exchange<Routes, Route> extends { readonly body: infer Body } ? Body : unknown;

/** What its response carries. */
export type AnswerOf<Routes, Route> =
  Exchange<Routes, Route> extends { readonly answer: infer Answer } ? Answer : unknown;
