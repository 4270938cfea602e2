import type { IncomingMessage, ServerResponse } from 'node:http';
import { HttpStatus, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { tap, type Observable } from 'rxjs';

interface Request extends IncomingMessage {
  params: Record<string, string>;
}

/** Sends a browser that posted a form on to a page, where a client that posted JSON gets its answer. */
export class FormRedirect implements NestInterceptor {
  /** @param page Its path; `:name` stands for that parameter of the request, or that property of the answer. */
  constructor(private readonly page: string) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const { headers, params } = http.getRequest<Request>();
    if (!headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
      return next.handle();
    }
    return next.handle().pipe(
      tap((answer: unknown) => {
        const values: Record<string, unknown> = { ...(answer as object), ...params };
        const response = http.getResponse<ServerResponse>();
        response.statusCode = HttpStatus.SEE_OTHER;
        response.setHeader(
          'Location',
          this.page.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(values[name] ?? ''))),
        );
      }),
    );
  }
}
