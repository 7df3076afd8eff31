/** HTTP by hand: what a well-behaved client would never send. */
import { connect } from 'node:net';

export interface RawAnswer { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string }

/** Send these pieces over one connection and read until the server answers in full or closes; `pause` between pieces, ms. */
export function sendRaw(url: string, pieces: Iterable<string | Buffer>, pause = 0): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((done) => {
    let text = '';
    let over = false;
    const socket = connect(Number(port), hostname);
    const finish = (): void => {
      if (over) return;
      over = true;
      socket.destroy();
      done(parse(text));
    };
    socket.on('data', (data) => {
      text += data.toString('latin1');
      if (complete(text)) finish();
    });
    socket.on('error', finish);
    socket.on('close', finish);
    const feed = async (): Promise<void> => {
      for (const piece of pieces) {
        if (over || !socket.writable) return;
        if (!socket.write(piece)) await Promise.race([new Promise((r) => socket.once('drain', r)), new Promise((r) => socket.once('close', r))]);
        if (pause > 0) await new Promise((r) => setTimeout(r, pause));
      }
    };
    socket.once('connect', () => void feed());
  });
}

function complete(text: string): boolean {
  const end = text.indexOf('\r\n\r\n');
  const length = /\r\ncontent-length: (\d+)/i.exec(text)?.[1];
  return end >= 0 && length !== undefined && text.length - end - 4 >= Number(length);
}

function parse(text: string): RawAnswer {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [first = '', ...lines] = head.split('\r\n');
  const headers = Object.fromEntries(lines.map((l) => [l.slice(0, l.indexOf(':')).toLowerCase(), l.slice(l.indexOf(':') + 1).trim()]));
  return { status: Number(first.split(' ')[1] ?? 0), headers, body: rest.join('\r\n\r\n') };
}
