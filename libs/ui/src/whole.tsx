/** Text whose numbers stay whole: none is broken at the end of a line, and where a line is cut a number is left out, never shortened to another one. */
import type { ReactNode } from 'react';

/** A day, or what holds a digit with a per cent sign that belongs to it; a no-break space joins. */
const number = /(\d{1,2} [A-Z][a-z]{2} \d{4}|[^ ]*\d[^ ]*(?: %[^ ]*)?)/;

export function Whole({ text }: { readonly text: string }): ReactNode {
  // The odd parts are the numbers.
  return text.split(number).map((part, i) => (i % 2 === 1 ? <span key={i} className="whole">{part}</span> : part));
}
