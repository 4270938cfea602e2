import * as fc from 'fast-check';
import { addJob } from '../model/world.js';
import { job, make } from './choices.js';
import { command, type Weighted } from './command.js';

/** Plain jobs. */
export const inserts: Weighted[] = [
  command(6, 'insert', fc.array(job, { minLength: 1, maxLength: 3 }), (inputs) => () => {
    const jobs = inputs.map((input) => make(input));
    const ids = jobs.map(({ id }) => id);
    return {
      title: `insert ${ids.join(', ')} ${JSON.stringify(inputs)}`,
      perform: ({ store, manager }) => store.insert(jobs, manager),
      predict: (world) => jobs.forEach((each) => addJob(world, each)),
      learn: (known) => known.addJobs(ids),
    };
  }),
];
