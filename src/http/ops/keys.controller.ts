import { Controller, Get, Header, Inject } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { SkipThrottle } from '@nestjs/throttler';
import { AccessTokenKeys } from '../../application/ports/access-tokens.js';
import { Public } from '../security/public.decorator.js';

@ApiTags('operations')
@Public()
@SkipThrottle()
@Controller('.well-known')
export class KeysController {
  constructor(@Inject(AccessTokenKeys) private readonly keys: AccessTokenKeys) {}

  @Get('jwks.json')
  @Header('cache-control', 'public, max-age=300')
  @ApiOperation({ summary: 'The public keys that verify access tokens (RFC 7517 §5)' })
  @ApiResponse({
    status: 200,
    schema: { type: 'object', required: ['keys'], properties: { keys: { type: 'array', items: { type: 'object' } } } },
  })
  jwks() {
    return this.keys.jwks();
  }
}
