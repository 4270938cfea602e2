import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { ACTION_HEADER } from '../api/index.js';
import { invalid, ProblemError } from '../http/problem.error.js';
import { headerOf, type DashboardRequest } from '../http/request.js';

const ACTING = ['same-origin'];
/** `none`: the address was typed. Another subdomain is another site's page as well. */
const READING = ['same-origin', 'none'];

/**
 * Lets an action through only if the dashboard itself has sent it, whatever cookies come with it, and
 * keeps pages of other sites from reading, however freely the application shares its own answers. It
 * keeps no state, so it works behind load balancers: browsers say where a request comes from, and no
 * other origin can send our header without asking first.
 */
@Injectable()
export class OriginGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<DashboardRequest>();
    if (request.method !== 'POST') {
      return refuseUnless(isFromHere(request, READING));
    }
    refuseUnless(headerOf(request, ACTION_HEADER.toLowerCase()) === '1' && isFromHere(request, ACTING));
    if (!/^application\/json\s*(;|$)/i.test(headerOf(request, 'content-type') ?? '')) {
      throw invalid('Content-Type', 'application/json');
    }
    return true;
  }
}

function refuseUnless(isAllowed: boolean): true {
  if (!isAllowed) {
    throw new ProblemError('cross_origin');
  }
  return true;
}

/**
 * Browsers say nothing of the site to plain HTTP, but they name the origin of pages elsewhere. Without
 * either header no such page reads the answer, and nobody's cookies are abused.
 */
function isFromHere(request: DashboardRequest, sites: readonly string[]): boolean {
  const site = headerOf(request, 'sec-fetch-site');
  if (site !== undefined) {
    return sites.includes(site);
  }
  const origin = headerOf(request, 'origin');
  if (origin === undefined) {
    return true;
  }
  // A proxy may have changed the host; browsers cannot send the other header to another origin unasked either.
  const hosts = [headerOf(request, 'host'), headerOf(request, 'x-forwarded-host')];
  return URL.canParse(origin) && hosts.includes(new URL(origin).host);
}
