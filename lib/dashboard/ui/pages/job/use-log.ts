import { useEffect, useState } from 'react';
import type { LogLine } from '../../../api/index.js';
import { useDashboard } from '../../api/context.js';
import { useLiveStatus } from '../../api/hooks.js';
import { onLogLines } from '../../api/receive.js';
import type { RequestError } from '../../api/request.js';
import { mergeLines } from '../../utils/log-lines.js';

interface Log {
  lines: LogLine[];
  isLoading: boolean;
  error: RequestError | null;
}

/** The lines of an attempt: those that are there, then those that come, by the stream or by asking. */
export function useLog(jobId: string, attempt: number, isRunning: boolean): Log {
  const { api, config } = useDashboard();
  const status = useLiveStatus();
  const [log, setLog] = useState<Log>({ lines: [], isLoading: true, error: null });
  // A line that the stream brings before the first answer says nothing of those before it.
  const last = log.isLoading ? undefined : log.lines.at(-1)?.seq;

  useEffect(
    () =>
      onLogLines((id, lines) => {
        if (id === jobId) {
          const own = lines.filter((line) => line.attempt === attempt);
          setLog((before) => ({ ...before, lines: mergeLines(before.lines, own) }));
        }
      }),
    [jobId, attempt],
  );

  useEffect(() => {
    const abort = new AbortController();
    const ask = async (after: string | undefined): Promise<void> => {
      const answer = await api.send(
        'jobLog',
        { params: { id: jobId }, query: { attempt, after } },
        abort.signal,
      );
      setLog((before) => ({ lines: mergeLines(before.lines, answer.lines), isLoading: false, error: null }));
      if (answer.hasMore && answer.last !== null) {
        await ask(answer.last);
      }
    };
    const start = () =>
      void ask(last).catch(
        (error: RequestError) =>
          abort.signal.aborted || setLog((before) => ({ ...before, isLoading: false, error })),
      );
    if (log.isLoading) {
      start();
      return () => abort.abort();
    }
    if (isRunning && status === 'polling') {
      const timer = setTimeout(start, config.pollMs);
      return () => {
        clearTimeout(timer);
        abort.abort();
      };
    }
    return undefined;
  }, [api, jobId, attempt, last, log.isLoading, isRunning, status, config.pollMs]);

  return log;
}
