/** What a runtime that has sockets is asked, by name, each in a process of its own. */
export const socketSections = [
  'own WebSocket',
  'drop-in',
  'drop-in over ws()',
  'transport contract',
  'transport contract of ws()',
  'frozen link',
  'frozen link over ws()',
  'frozen link of a bare WebSocket',
  'server half',
  'entries',
  'end of the process',
] as const;

/** What one without is asked, which is an engine alone. */
export const languageSection = 'language';

export const sectionNames = [...socketSections, languageSection] as const;

export type SocketSection = (typeof socketSections)[number];
export type SectionName = (typeof sectionNames)[number];
