/** What the engine says, in the reader's language. */

/** A sentence of an evaluation or an alert. One that is not known stays as it was stored. */
export function fromEngine(text: string): string {
  return text;
}

/** What the server says of a problem, by its code; one without words of its own stays as it came. */
export function fromServer(_code: string, message: string): string {
  return message;
}
