import { IsIn, Matches } from 'class-validator';
import { WatchEnvironment } from './watch-environment.js';

/** At most 999,999 requests in at most 24 hours. */
const RATE = /^[1-9]\d{0,5}\/(?:[1-9]\d{0,3}s|[1-9]\d{0,2}m|(?:[1-9]|1\d|2[0-4])h)$/;
const RATE_HINT = { message: 'must be a number of requests and a time of up to 24h, as 20/1m or 5/1h' };

/** The variables of request throttling. */
export class ThrottleEnvironment extends WatchEnvironment {
  @IsIn(['on', 'off'], { message: 'must be on or off' })
  RATE_LIMIT: 'on' | 'off' = 'on';

  @Matches(RATE, RATE_HINT)
  RATE_LIMIT_LOGIN = '20/1m';

  @Matches(RATE, RATE_HINT)
  RATE_LIMIT_REGISTER = '10/1h';

  @Matches(RATE, RATE_HINT)
  RATE_LIMIT_REFRESH = '120/1m';

  @Matches(RATE, RATE_HINT)
  RATE_LIMIT_RECOVERY = '5/1h';

  @Matches(RATE, RATE_HINT)
  RATE_LIMIT_DEFAULT = '600/1m';
}
