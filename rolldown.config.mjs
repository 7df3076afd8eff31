import { defineConfig } from 'rolldown';

/** Third-party packages stay in node_modules; our own scope and the compiler's helpers are bundled. */
const external = (id) =>
  !id.startsWith('.') && !id.startsWith('/') && !id.startsWith('@clonewatch/') && !id.startsWith('@oxc-project/') && !id.startsWith('\0');

/** One server program: `APP=api rolldown -c rolldown.config.mjs`. */
export default defineConfig(() => {
  const app = process.env.APP;
  return {
    input: { main: `apps/${app}/src/main.ts` },
    platform: 'node', external, tsconfig: './tsconfig.base.json',
    output: { dir: `dist/${app}`, format: 'esm', sourcemap: true, cleanDir: true },
  };
});
