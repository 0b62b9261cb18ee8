import type { ApiResponseOptions } from '@nestjs/swagger';

/** For the `@ApiResponse` of an answer that sets or clears the refresh cookie. */
export const SETS_COOKIE: NonNullable<ApiResponseOptions['headers']> = {
  'Set-Cookie': {
    description: 'The refresh cookie: HttpOnly; empty and with `Max-Age=0` where it is cleared',
    schema: { type: 'string', example: 'refresh_token=…; Max-Age=2592000; Path=/auth; HttpOnly; SameSite=Strict' },
  },
};
