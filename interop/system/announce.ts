import { found, type Program, programs } from './found.ts';

/** Says which servers are tested against, and which are skipped for want of them. */
export default function announce(): () => void {
  const names = Object.keys(programs) as Program[];
  const missing = names.filter((name) => !found(name));
  const say = (): void => {
    console.log(`tested against: ${names.filter((name) => found(name)).join(', ') || 'nothing'}`);
    for (const name of missing)
      console.log(`skipped: ${name} is not on the PATH (Debian: ${programs[name]})`);
  };
  say();
  // The end of a long log is what is read.
  return say;
}
