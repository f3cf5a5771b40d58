import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'undici';

/** The least that stands between: no key, no record, bytes in and out. `node pass-through.ts UPSTREAM` */
const pool = new Pool(process.argv[2]!, { connections: 64 });

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', chunk => chunks.push(chunk as Buffer));
  request.on('end', async () => {
    const headers = { 'content-type': 'application/json' };
    const answer = await pool.request({
      method: 'POST',
      path: request.url!,
      headers,
      body: Buffer.concat(chunks),
    });
    response.writeHead(answer.statusCode, { 'content-type': String(answer.headers['content-type']) });
    for await (const bytes of answer.body) response.write(bytes);
    response.end();
  });
});

server.listen(0, '127.0.0.1', () => {
  console.log(JSON.stringify({ origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }));
});
process.on('SIGTERM', () => process.exit(0));
