import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { ApplicationConfig, HttpAdapterHost } from '@nestjs/core';
import { DASHBOARD_STRUCTURE, type ResolvedStructure } from '../dashboard.tokens.js';

interface FastifyLike {
  hasRoute(route: { method: string; url: string }): boolean;
  get(url: string, handler: (request: { url: string }, reply: FastifyReplyLike) => void): void;
}

interface FastifyReplyLike {
  code(status: number): FastifyReplyLike;
  header(name: string, value: string): FastifyReplyLike;
  send(): void;
}

/**
 * Fastify knows the mount only without a slash at its end, and a controller cannot say both: whoever
 * types one is sent on, by a relative address, which is right behind every proxy.
 */
@Injectable()
export class TrailingSlash implements OnModuleInit {
  constructor(
    @Inject(DASHBOARD_STRUCTURE) private readonly structure: ResolvedStructure,
    private readonly host: HttpAdapterHost,
    private readonly config: ApplicationConfig,
  ) {}

  onModuleInit(): void {
    const { httpAdapter } = this.host;
    if (httpAdapter?.getType() !== 'fastify') {
      return;
    }
    const server = httpAdapter.getInstance<FastifyLike>();
    const prefix = this.config.getGlobalPrefix().replaceAll(/^\/+|\/+$/g, '');
    const paths = [`/${prefix}/${this.structure.path}`, `/${this.structure.path}`].map((path) =>
      path.replaceAll(/\/+/g, '/'),
    );
    const mount = paths.find((url) => server.hasRoute({ method: 'GET', url }));
    if (mount && !server.hasRoute({ method: 'GET', url: `${mount}/` })) {
      server.get(`${mount}/`, (request, reply) => {
        const last = new URL(request.url, 'http://localhost').pathname.split('/').at(-2)!;
        reply.code(308).header('Location', `../${last}`).send();
      });
    }
  }
}
