import type { Type } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import type { Page } from '../../application/page.js';
import { cursorOf } from './cursor.js';

/** A page as clients see it. */
export interface PageView<T> {
  readonly items: T[];
  readonly nextCursor: string | null;
}

export function pageView<Row, View>({ items, next }: Page<Row>, viewOf: (row: Row) => View): PageView<View> {
  return { items: items.map(viewOf), nextCursor: next === null ? null : cursorOf(next) };
}

/** The class that documents a page of `View`s. */
export function PageOf<View>(view: Type<View>, name: string): Type<PageView<View>> {
  class Documented implements PageView<View> {
    @ApiProperty({ type: [view] })
    items!: View[];

    @ApiProperty({ type: String, nullable: true, description: 'The `cursor` of the next page; null on the last' })
    nextCursor!: string | null;
  }
  Object.defineProperty(Documented, 'name', { value: name });
  return Documented;
}
