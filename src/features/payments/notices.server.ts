import { eq } from 'drizzle-orm';
import type { Queryable } from '#db/client.server.ts';
import { noticesRead } from '#db/schema/payments.ts';

const onlyRow = 1;

/** Up to when the provider's own list of notices has been read; null before the first time. */
export async function noticesReadTo(db: Queryable): Promise<Date | null> {
  const [row] = await db.select().from(noticesRead).where(eq(noticesRead.id, onlyRow));
  return row?.readTo ?? null;
}

/** Notes that every notice up to then has been looked at. */
export async function setNoticesRead(db: Queryable, readTo: Date): Promise<void> {
  await db
    .insert(noticesRead)
    .values({ id: onlyRow, readTo })
    .onConflictDoUpdate({ target: noticesRead.id, set: { readTo } });
}
