import type { IncomingHttpHeaders } from 'node:http';

/** What Express and Fastify have in common. */
export interface DashboardRequest {
  method: string;
  headers: IncomingHttpHeaders;
  params: Record<string, string | undefined>;
  query: Record<string, unknown>;
  body: unknown;
  user?: unknown;
}

export function cookieOf(request: DashboardRequest, name: string): string | undefined {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}

export function headerOf(request: DashboardRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
