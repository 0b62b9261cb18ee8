import { Body, Controller, Get, Inject, Post, Query, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { ClientContext } from '../../../src/domain/client-context.js';
import { Id } from '../../../src/http/id-param.js';
import { PageOf, pageView, type PageView } from '../../../src/http/paging/page-of.js';
import { requestedPage } from '../../../src/http/paging/page-query.dto.js';
import { ApiProblems } from '../../../src/http/problems/api-problems.decorator.js';
import { type AuthenticatedCaller, Caller, Client } from '../../../src/http/security/caller.js';
import { RequirePermission } from '../../../src/http/security/require-permission.decorator.js';
import { ListNotes } from '../application/list-notes.js';
import { ReadNote } from '../application/read-note.js';
import { WriteNote } from '../application/write-note.js';
import '../domain/note-rights.js';
import { FreshLoginGuard } from './fresh-login.guard.js';
import './note-problems.js';
import { NoteDto, NotesQuery } from './notes.dto.js';
import { NoteSummaryView, NoteView } from './notes.views.js';

const NotePage = PageOf(NoteSummaryView, 'NotePage');

@ApiTags('notes')
@ApiBearerAuth()
@ApiProblems('token-missing', 'token-invalid', 'token-expired', 'token-revoked', 'forbidden', 'storage-unavailable')
@Controller()
export class NotesController {
  constructor(
    @Inject(WriteNote) private readonly writeNote: WriteNote,
    @Inject(ListNotes) private readonly listNotes: ListNotes,
    @Inject(ReadNote) private readonly readNote: ReadNote,
  ) {}

  @Post('notes')
  @RequirePermission('notes:own')
  @ApiOperation({ summary: 'Write a note' })
  @ApiResponse({ status: 201, type: NoteView })
  @ApiProblems(
    'validation-failed',
    'malformed-request',
    'note-title-taken',
    'payload-too-large',
    'unsupported-media-type',
  )
  async write(
    @Body() note: NoteDto,
    @Caller() caller: AuthenticatedCaller,
    @Client() client: ClientContext,
  ): Promise<NoteView> {
    return NoteView.of(await this.writeNote.execute(caller, note, client));
  }

  @Get('notes')
  @RequirePermission('notes:own')
  @ApiOperation({ summary: "The caller's notes, newest first, without their texts" })
  @ApiResponse({ status: 200, type: NotePage })
  @ApiProblems('validation-failed')
  async list(@Query() query: NotesQuery, @Caller() caller: AuthenticatedCaller): Promise<PageView<NoteSummaryView>> {
    return pageView(await this.listNotes.execute(caller.userId, requestedPage(query)), (note) =>
      NoteSummaryView.of(note),
    );
  }

  @Get('notes/:id')
  @RequirePermission('notes:own')
  @UseGuards(FreshLoginGuard)
  @ApiOperation({ summary: "One of the caller's notes, for 15 minutes after signing in" })
  @ApiResponse({ status: 200, type: NoteView })
  @ApiProblems('fresh-login-required', 'not-found')
  async read(@Id('note') id: string, @Caller() { userId }: AuthenticatedCaller): Promise<NoteView> {
    return NoteView.of(await this.readNote.execute(id, userId));
  }

  @Get('admin/users/:id/notes')
  @RequirePermission('notes:read')
  @ApiOperation({ summary: 'Which notes an account has' })
  @ApiResponse({ status: 200, type: NotePage })
  @ApiProblems('validation-failed', 'not-found')
  async listOf(@Id('account') id: string, @Query() query: NotesQuery): Promise<PageView<NoteSummaryView>> {
    return pageView(await this.listNotes.execute(id, requestedPage(query)), (note) => NoteSummaryView.of(note));
  }
}
