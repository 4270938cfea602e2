import { createServer, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface CuttableProxy {
  /** Of the proxy, without a slash at its end. */
  origin: string;
  /** Ends the streams that are open, and refuses new ones. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

/** Stands between the browser and the server, and can cut the live streams but nothing else. */
export async function startProxy(target: string): Promise<CuttableProxy> {
  const streams = new Set<ServerResponse>();
  let isCut = false;
  const server = createServer((incoming, outgoing) => {
    const isStream = incoming.url!.includes('/api/stream');
    if (isStream && isCut) {
      outgoing.destroy();
      return;
    }
    const forwarded = request(
      new URL(incoming.url!, target),
      { method: incoming.method, headers: incoming.headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(outgoing);
      },
    );
    forwarded.on('error', () => outgoing.destroy());
    incoming.pipe(forwarded);
    if (isStream) {
      streams.add(outgoing);
      outgoing.on('close', () => {
        streams.delete(outgoing);
        forwarded.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut: () => {
      isCut = true;
      streams.forEach((stream) => stream.destroy());
    },
    mend: () => {
      isCut = false;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
