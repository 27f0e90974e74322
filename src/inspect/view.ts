export { defineView } from './view/define.ts';
export { HeartwireView } from './view/element.ts';
export type { RecordSource, ShownPeer } from './view/source.ts';
