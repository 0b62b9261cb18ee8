import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, MaxLength, MinLength } from 'class-validator';
import { IsText } from '../../../src/http/auth/auth.dto.js';
import { isId } from '../../../src/http/id-param.js';
import { IsCursor } from '../../../src/http/paging/cursor.js';
import { PageQuery } from '../../../src/http/paging/page-query.dto.js';
import { TEXT_MAX_LENGTH, TITLE_MAX_LENGTH } from '../domain/note.js';

export class NoteDto {
  @ApiProperty({ example: 'Llamas', minLength: 1, maxLength: TITLE_MAX_LENGTH })
  @MaxLength(TITLE_MAX_LENGTH, { message: `must have at most ${TITLE_MAX_LENGTH} characters` })
  @MinLength(1, { message: 'must not be empty' })
  @IsText()
  title!: string;

  @ApiProperty({ example: 'Seven of them, purple.', maxLength: TEXT_MAX_LENGTH })
  @MaxLength(TEXT_MAX_LENGTH, { message: `must have at most ${TEXT_MAX_LENGTH} characters` })
  @IsText()
  text!: string;
}

/** The key of a page is a note's id. */
export class NotesQuery extends PageQuery {
  @IsOptional()
  @IsCursor(isId)
  override cursor: string | undefined = undefined;
}
