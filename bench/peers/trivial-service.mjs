import { decorate } from './nestfire-app.mjs';

/** Jobs that have run, and when the first of them did. */
export const progress = { executed: 0, firstAt: 0 };

/** A job that does nothing but count. */
export class TrivialService {
  run() {
    progress.firstAt ||= performance.now();
    progress.executed++;
  }
}
decorate(TrivialService, 'run');
