#!/usr/bin/env node
/** The `clonewatch` command: build when needed, then run what was built. Finds its checkout from its own path. */
import { pathToFileURL } from 'node:url';
import { ensureBuild, program } from './ensure-build.mjs';

process.setSourceMapsEnabled(true);
try {
  await ensureBuild();
} catch (error) {
  process.stderr.write(`clonewatch: ${error.message}\n`);
  process.exit(1);
}
await import(pathToFileURL(program()).href);
