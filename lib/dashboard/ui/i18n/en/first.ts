import common from './common.json';
import overview from './overview.json';
import problems from './problems.json';
import shell from './shell.json';
import verdict from './verdict.json';

/** What the frame and the overview say. */
export default {
  ...common,
  ...overview,
  ...problems,
  ...shell,
  ...verdict,
};
