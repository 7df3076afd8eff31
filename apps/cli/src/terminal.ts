/** What the user reads. Results go to standard output, everything else to standard error. */

/** A terminal that went away (SIGHUP, a closed pipe) must not end the process before it has stopped in order. */
export function surviveClosedTerminal(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}

export const say = (line: string): void => void process.stdout.write(`${line}\n`);
export const note = (line: string): void => void process.stderr.write(`${line}\n`);
