import type { IncomingMessage } from 'node:http';
import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { html } from '../common/html.js';
import { page } from './layout.js';

/** Tells a browser in a page what is wrong, and anybody else in JSON. */
@Catch(HttpException)
export class ErrorPageFilter implements ExceptionFilter<HttpException> {
  constructor(private readonly host: HttpAdapterHost) {}

  catch(exception: HttpException, host: ArgumentsHost): void {
    const { httpAdapter } = this.host;
    const http = host.switchToHttp();
    const response: unknown = http.getResponse();
    const isBrowser = http.getRequest<IncomingMessage>().headers.accept?.includes('text/html');
    const type = isBrowser ? 'text/html' : 'application/json';
    const body = isBrowser ? errorPage(exception.message) : exception.getResponse();
    // A handler that was to send HTML has set its type already.
    httpAdapter.setHeader(response, 'Content-Type', `${type}; charset=utf-8`);
    httpAdapter.reply(response, body, exception.getStatus());
  }
}

function errorPage(message: string): string {
  return page({
    title: 'That did not work',
    content: html`<p>${message}.</p>
      <p><a href="/">Back to the shop</a></p>`,
  });
}
