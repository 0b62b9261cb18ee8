import { Controller, Get, HttpCode, Module, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import bcrypt from 'bcrypt';
import type { Extension } from '../../../src/app.module.js';
import { Public } from '../../../src/http/security/public.decorator.js';
import { RequirePermission } from '../../../src/http/security/require-permission.decorator.js';

/** What OWASP asks of bcrypt at least, and what most textbooks say. */
const BCRYPT_COST = 10;
const SPENT = await bcrypt.hash('a refresh token', BCRYPT_COST);

/** What everything else is held against, in the same process. */
@ApiExcludeController()
@Controller('bench')
export class BenchController {
  /** The least that a request can cost here: routing, hooks, guards that let it through, serialising, logging. */
  @Get('floor')
  @Public()
  floor(): { ok: true } {
    return { ok: true };
  }

  /** A guarded route that needs no store. */
  @Get('verify')
  @RequirePermission('account:own')
  verify(): { ok: true } {
    return { ok: true };
  }

  /** A refresh as textbooks have it: the token compared with its bcrypt hash, its successor hashed; no store. */
  @Post('textbook')
  @HttpCode(200)
  @Public()
  async textbook(): Promise<{ ok: boolean }> {
    const ok = await bcrypt.compare('a refresh token', SPENT);
    await bcrypt.hash('its successor', BCRYPT_COST);
    return { ok };
  }
}

@Module({ controllers: [BenchController] })
class BenchModule {}

export const bench: Extension = () => ({ module: BenchModule });
