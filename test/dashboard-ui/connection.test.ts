import { describe, expect, it } from 'vitest';
import { RequestError } from '../../lib/dashboard/ui/api/request.js';
import { ConnectionState } from '../../lib/dashboard/ui/app/connection-state.js';

describe('a part of the page that could not be loaded', () => {
  const missed = async (answer: Promise<{ build: string }>) => {
    const connection = new ConnectionState();
    await connection.missed(() => answer, 'a');
    return connection;
  };

  it('is of a build that is gone, where the server has another', async () => {
    const connection = await missed(Promise.resolve({ build: 'b' }));
    expect(connection.read()).toBe('outdated');
    connection.reached();
    expect(connection.read()).toBe('outdated');
  });

  it('says nothing of a new version where the server has the same one, or does not answer', async () => {
    expect((await missed(Promise.resolve({ build: 'a' }))).read()).toBeNull();
    const connection = await missed(Promise.reject(new RequestError('offline')));
    expect(connection.read()).toBe('offline');
    connection.reached();
    expect(connection.read()).toBeNull();
  });
});
