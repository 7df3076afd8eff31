/** A child that does nothing but live as the real ones do: it answers when it has a port, and ends with its supervisor. */
import { createServer } from 'node:http';
import { onParentGone } from '../../libs/runtime/src/parent.js';

const { PORT, STUB_LIFETIME, STUB_LOADS_MS } = process.env;
process.on('SIGTERM', () => process.exit(0));
// Loading takes a while, and what happens meanwhile is heard by nobody.
await new Promise((resolve) => setTimeout(resolve, Number(STUB_LOADS_MS ?? 0)));
onParentGone(() => undefined);
if (PORT) createServer((_, answer) => answer.end('ok')).listen(Number(PORT), '127.0.0.1');
else setInterval(() => undefined, 1000);
if (STUB_LIFETIME) setTimeout(() => { console.error('stub dies on purpose'); process.exit(7); }, Number(STUB_LIFETIME));
