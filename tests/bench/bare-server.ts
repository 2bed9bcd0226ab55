import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

// Sends one body of 12 kB from memory, for as long as the process that forked this one lives.
const body = Buffer.alloc(12_000, 'a');
const server = createServer((_, response) => {
  response.writeHead(200, { 'content-type': 'text/html', 'content-length': body.length });
  response.end(body);
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.once('disconnect', () => process.exit());
