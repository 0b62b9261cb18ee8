import { SetMetadata } from '@nestjs/common';

export const IS_PUBLIC = 'ratchet:public';

/** Opens a route, or a controller's every route, to callers without an access token. All others are closed. */
export const Public = () => SetMetadata(IS_PUBLIC, true);
