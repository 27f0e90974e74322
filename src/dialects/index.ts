export type { Beat, BeatTimes, Dialect, DialectSession, DialectSignals } from '../ports/dialect.ts';
export { type ControlFramesOptions, controlFrames } from './control-frames.ts';
export { type JsonMatcher, type JsonOptions, type JsonRefusal, type JsonValue, json } from './json.ts';
export { type Entry, type JsonEventOptions, jsonEvent, type WireEvent } from './json-event.ts';
export type { JsonObject, JsonReading } from './json-frames.ts';
export { type JsonModeOptions, jsonMode } from './json-mode.ts';
export { type JsonTypeOptions, jsonType, type TypedMessage } from './json-type.ts';
export { raw } from './raw.ts';
export { type TextOptions, text } from './text.ts';
