export { type InspectWithOptions, inspectWith, type StatelyInspector } from './inspect-with.ts';
export { mermaidSequence } from './mermaid-sequence.ts';
export { type AttachOptions, createRecorder, type Recorder, type RecorderOptions } from './recorder.ts';
export type { RecordKind, TimelineRecord } from './timeline-record.ts';
export type { ConnectionSource } from './watch-connection.ts';
export type { SupervisorSource } from './watch-supervisor.ts';
