import { describe, expect, it } from '@jest/globals';
import { StorageUnavailable } from '../../../src/domain/errors.js';
import { newId, times } from '../../../test/support/persistence.ts';
import { NOW } from '../../../test/support/samples.ts';
import { startService, useService } from '../../../test/support/service.ts';
import { STORES } from '../../../test/support/stores.ts';
import { NoteRepository } from '../application/ports/note-repository.js';
import type { Note } from '../domain/note.js';
import { notes } from '../notes.module.js';

function sampleNote(overrides: Partial<Note> = {}): Note {
  const id = newId();
  return { id, userId: newId(), title: `note ${id}`, text: 'Seven of them, purple.', createdAt: NOW, ...overrides };
}

describe.each(STORES)('NoteRepository over $name', (kind) => {
  const service = useService(kind, {}, [notes]);
  const repository = () => service().app.get(NoteRepository, { strict: false });

  it('gives back what was inserted, to its owner only', async () => {
    const note = sampleNote({ title: '$ö "\'', text: '' });
    expect(await repository().insert(note)).toBe(true);
    expect(await repository().find(note.id, note.userId)).toEqual(note);
    expect(await repository().find(note.id, newId())).toBeNull();
    expect(await repository().find(newId(), note.userId)).toBeNull();
  });

  it('lets exactly one of 50 racers have a title', async () => {
    const userId = newId();
    const racers = times(50, () => sampleNote({ userId, title: 'wanted' }));
    const won = await Promise.all(racers.map((note) => repository().insert(note)));
    const winners = racers.filter((_, index) => won[index]);
    expect(winners).toHaveLength(1);
    expect(await repository().page(userId, { limit: 10, after: null })).toEqual(winners);
  });

  it('lets two accounts have notes of one title', async () => {
    for (const userId of [newId(), newId()]) {
      expect(await repository().insert(sampleNote({ userId, title: 'a common one' }))).toBe(true);
    }
  });

  it('frees the title of a note that is withdrawn', async () => {
    const note = sampleNote();
    await repository().insert(note);
    await repository().withdraw(note.id);
    expect(await repository().find(note.id, note.userId)).toBeNull();
    expect(await repository().insert({ ...note, id: newId() })).toBe(true);
  });

  it("pages through one account's notes, newest id first, each once, whatever comes in meanwhile", async () => {
    const userId = newId();
    const ids = times(7, (n) => `019ab9c0-0000-7000-8000-00000000000${n}`);
    const reserved = ids.map((id) => sampleNote({ id: userId.slice(0, 24) + id.slice(24), userId }));
    for (const note of [...reserved, sampleNote()]) await repository().insert(note);
    const expected = reserved.map(({ id }) => id).reverse();
    const first = await repository().page(userId, { limit: 3, after: null });
    expect(first.map(({ id }) => id)).toEqual(expected.slice(0, 4));
    await repository().insert(sampleNote({ id: `${userId.slice(0, 24)}ffffffffffff`, userId }));
    const second = await repository().page(userId, { limit: 3, after: expected[2]! });
    expect(second.map(({ id }) => id)).toEqual(expected.slice(3, 7));
    expect(await repository().page(userId, { limit: 3, after: expected[6]! })).toEqual([]);
  });
});

describe.each(STORES)('the notes in $name', (kind) => {
  it('are told to be out of reach when the store is', async () => {
    const store = kind.create();
    const service = await startService(store, {}, { extensions: [notes] });
    const repository = service.app.get(NoteRepository, { strict: false });
    await service.stop();
    await expect(repository.insert(sampleNote())).rejects.toThrow(StorageUnavailable);
    await expect(repository.find(newId(), newId())).rejects.toThrow(StorageUnavailable);
    await store.discard();
  });

  it('outlive the process', async () => {
    const store = kind.create();
    const note = sampleNote();
    const first = await startService(store, {}, { extensions: [notes] });
    await first.app.get(NoteRepository, { strict: false }).insert(note);
    await first.stop();
    const second = await startService(store, {}, { extensions: [notes] });
    expect(await second.app.get(NoteRepository, { strict: false }).find(note.id, note.userId)).toEqual(note);
    await second.stop();
    await store.discard();
  });
});
