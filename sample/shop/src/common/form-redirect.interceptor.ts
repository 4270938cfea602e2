import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  HttpStatus,
  Injectable,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { tap, type Observable } from 'rxjs';

/** Sends a browser that posted a form on to a page, where a client that posted JSON gets its answer. */
@Injectable()
export class FormRedirect implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const type = http.getRequest<IncomingMessage>().headers['content-type'] ?? '';
    if (!type.startsWith('application/x-www-form-urlencoded')) {
      return next.handle();
    }
    return next.handle().pipe(
      tap(() => {
        const response = http.getResponse<ServerResponse>();
        response.statusCode = HttpStatus.SEE_OTHER;
        response.setHeader('Location', '/activity');
      }),
    );
  }
}
