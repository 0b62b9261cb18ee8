import { Controller, Get, NotFoundException, Param } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '../security/public.decorator.js';
import { PROBLEMS, type ProblemCode, problemKind } from './problem-catalogue.js';

/** What the `type` of a problem leads to. */
@ApiExcludeController()
@Public()
@Controller('problems')
export class ProblemsController {
  @Get(':code')
  explain(@Param('code') code: string) {
    if (!Object.hasOwn(PROBLEMS, code)) throw new NotFoundException();
    const { status, title, remedy } = problemKind(code as ProblemCode);
    return { type: `/problems/${code}`, status, title, remedy };
  }
}
