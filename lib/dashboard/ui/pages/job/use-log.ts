import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { useDashboard } from '../../api/context.js';
import { useLiveStatus } from '../../api/hooks.js';
import { onStreamMessage } from '../../api/receive.js';
import { JobLog, type LogState } from './job-log.js';

/** The log of an attempt as it grows, by the stream or by asking. */
export function useLog(jobId: string, attempt: number, isRunning: boolean): LogState {
  const { api, config } = useDashboard();
  const status = useLiveStatus();
  const log = useMemo(
    () =>
      new JobLog(jobId, attempt, (after) =>
        api.send('jobLog', { params: { id: jobId }, query: { attempt, after } }),
      ),
    [api, jobId, attempt],
  );
  const state = useSyncExternalStore(log.subscribe, log.read);
  const mustAsk = status !== 'paused' && (state.error !== null || (isRunning && status === 'polling'));

  useEffect(() => onStreamMessage(log.hear), [log]);

  // Once more when it has ended: nobody asks after that.
  useEffect(() => void log.catchUp(), [log, isRunning]);

  useEffect(() => {
    if (!mustAsk) {
      return undefined;
    }
    const timer = setInterval(() => void log.catchUp(), config.pollMs);
    return () => clearInterval(timer);
  }, [log, mustAsk, config.pollMs]);

  return state;
}
