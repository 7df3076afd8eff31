/** Today where this process stands (its time zone), as a calendar date. */
export function today(now: Date = new Date()): string {
  return new Intl.DateTimeFormat('sv-SE').format(now);
}
