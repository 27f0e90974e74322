/** What the login gave, kept for every tab of this browser. */
export interface Pass {
  readonly name: string;
  readonly pass: string;
}

const KEY = 'heartwire-example-chat-pass';

export function readPass(): Pass | undefined {
  const { name, pass } = Object(JSON.parse(localStorage.getItem(KEY) ?? 'null'));
  return typeof name === 'string' && typeof pass === 'string' ? { name, pass } : undefined;
}

export function keepPass(pass: Pass): void {
  localStorage.setItem(KEY, JSON.stringify(pass));
}

export function forgetPass(): void {
  localStorage.removeItem(KEY);
}

/** The room that the address names. */
export function roomOfPage(): string {
  return new URL(location.href).searchParams.get('room')?.trim() || 'lobby';
}
