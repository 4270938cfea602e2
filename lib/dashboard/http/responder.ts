import type { Readable } from 'node:stream';
import { Inject, Injectable, StreamableFile } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { RESOLVED_DASHBOARD_OPTIONS } from '../dashboard.tokens.js';
import type { ResolvedDashboardOptions } from '../dashboard.options.js';
import type { ProblemError } from './problem.error.js';
import { securityHeaders } from './security-headers.js';

type Headers = Record<string, string>;

/**
 * Answers by the adapter, on Express and Fastify alike, so that interceptors of the application cannot
 * wrap what the browser side reads. Every answer has the headers that keep it safe.
 */
@Injectable()
export class Responder {
  private readonly security: Headers;

  constructor(
    private readonly host: HttpAdapterHost,
    @Inject(RESOLVED_DASHBOARD_OPTIONS) options: ResolvedDashboardOptions,
  ) {
    this.security = securityHeaders(options.frameAncestors);
  }

  json(response: unknown, body: unknown, status = 200): void {
    this.text(response, JSON.stringify(body), 'application/json; charset=utf-8', status);
  }

  problem(response: unknown, { problem }: ProblemError): void {
    this.text(response, JSON.stringify(problem), 'application/problem+json; charset=utf-8', problem.status);
  }

  html(response: unknown, body: string, status = 200, headers: Headers = {}): void {
    this.text(response, body, 'text/html; charset=utf-8', status, headers);
  }

  /** A file that never changes under its name. */
  file(response: unknown, content: Buffer, type: string, headers: Headers): void {
    this.setHeaders(response, { ...this.security, 'Content-Type': type, ...headers });
    this.host.httpAdapter.reply(response, new StreamableFile(content, { length: content.length }), 200);
  }

  /** `no-transform` keeps compressing middleware from holding events back. */
  events(response: unknown, stream: Readable): void {
    this.setHeaders(response, {
      ...this.security,
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store, no-transform',
      'X-Accel-Buffering': 'no',
    });
    this.host.httpAdapter.reply(response, new StreamableFile(stream), 200);
  }

  private text(response: unknown, body: string, type: string, status: number, headers: Headers = {}): void {
    const own = { 'Content-Type': type, 'Cache-Control': 'no-store', ...headers };
    this.setHeaders(response, { ...this.security, ...own });
    this.host.httpAdapter.reply(response, body, status);
  }

  private setHeaders(response: unknown, headers: Headers): void {
    for (const [name, value] of Object.entries(headers)) {
      this.host.httpAdapter.setHeader(response, name, value);
    }
  }
}
