import { render, toPlainText } from '@react-email/render';
import type { ContentReads } from '#content-pipeline/store.server.ts';
import type { Database } from '#db/client.server.ts';
import type { Mailer } from '#features/notifications/mailer.server.ts';
import { StaffLink as StaffLinkMail } from '#features/staff/StaffLink.email.tsx';
import {
  forgetOldLinks,
  invitationDays,
  linkToken,
  makeResetLink,
  noteMailed,
  readLink,
  resetMinutes,
  type StaffLink,
} from '#features/staff/staff-links.server.ts';
import type { Clock } from '#lib/clock.ts';
import type { Config } from '#lib/env.server.ts';
import { absolute, paths } from '#lib/paths.ts';
import type { Sealer } from '#lib/sealing.server.ts';
import { roleWords } from '#lib/staff-role.ts';

/** What the mails to staff need of the shop's services. */
export interface StaffMailServices {
  config: Pick<Config, 'siteUrl'>;
  clock: Clock;
  content: Pick<ContentReads, 'shop'>;
  db: Database;
  mailer: Mailer;
  sealer: Sealer;
}

/** Works the queue of mails to staff; throws to be tried again. The link is signed here and is in the mail alone. */
export async function sendStaffMail(
  services: StaffMailServices,
  job: Record<string, unknown>,
): Promise<void> {
  const { clock, db } = services;
  const now = clock.now();
  if (job.kind === 'invitation') {
    const link = await readLink(db, String(job.linkId), now);
    if (link && !link.mailedAt) await send(services, link, now);
    return;
  }
  if (job.kind === 'password-reset') {
    const link = await db.transaction((tx) => makeResetLink(tx, String(job.email), now));
    if (link) await send(services, link, now);
    await forgetOldLinks(db, now);
    return;
  }
  throw new Error(`Nobody writes mails of this kind to staff: ${String(job.kind)}`);
}

async function send(services: StaffMailServices, link: StaffLink, now: Date): Promise<void> {
  const { config, content, db, mailer, sealer } = services;
  const { name: shopName } = content.shop;
  const isNew = link.kind === 'invitation';
  const html = await render(
    StaffLinkMail({
      shopName,
      kind: link.kind,
      name: link.name,
      role: roleWords[link.role],
      // The address of whoever invites is no business of a mail that may go astray.
      madeBy: link.madeBy.replace(/\s*<.*>$/, ''),
      goodFor: isNew ? `${invitationDays} days` : `${resetMinutes} minutes`,
      url: absolute(paths.staffPassword(await linkToken(sealer, link, now)), config.siteUrl),
    }),
  );
  await mailer.send({
    key: `staff-${link.kind}-${link.id}`,
    to: link.email,
    subject: isNew ? `Join the staff of ${shopName}` : `A new password for the staff of ${shopName}`,
    html,
    text: toPlainText(html),
  });
  await noteMailed(db, link.id, now);
}
