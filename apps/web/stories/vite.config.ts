import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The stories, built apart from the app: nothing of theirs is in its bundle. */
export default defineConfig({
  root: import.meta.dirname, base: './', plugins: [react()],
  build: { outDir: '../../../dist/stories', emptyOutDir: true, chunkSizeWarningLimit: 1500, target: 'es2022' },
});
