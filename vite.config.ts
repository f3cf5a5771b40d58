import { createReadStream, createWriteStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { constants, createBrotliCompress, createGzip } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const runtime = path.resolve(process.env.ATTUNE_RUNTIME ?? '.runtime');
const server = process.env.ATTUNE_URL ?? 'http://127.0.0.1:3210';

/** The web application: `vite build` into the runtime directory, where the server finds it; `vite` beside a running server. */
export default defineConfig({
  root: 'src/apps/web',
  plugins: [react(), compressed()],
  build: {
    outDir: path.join(runtime, 'web'),
    emptyOutDir: true,
    target: 'es2023',
    chunkSizeWarningLimit: 1_000,
    reportCompressedSize: false,
  },
  server: { proxy: { '/api': server, '/auth': server, '/v1': server } },
});

/** Every text beside its brotli and gzip form, made once here instead of at every request. */
function compressed(): Plugin {
  let outDir = '';
  return {
    name: 'compressed',
    apply: 'build',
    configResolved: config => void (outDir = path.resolve(config.root, config.build.outDir)),
    async closeBundle() {
      const files = await readdir(outDir, { recursive: true });
      const texts = files.filter(file => /\.(js|css|html|svg|json)$/.test(file));
      await Promise.all(texts.map(file => compress(path.join(outDir, file))));
    },
  };
}

const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };

async function compress(file: string): Promise<void> {
  await pipeline(createReadStream(file), createBrotliCompress(brotli), createWriteStream(`${file}.br`));
  await pipeline(createReadStream(file), createGzip({ level: 9 }), createWriteStream(`${file}.gz`));
}
