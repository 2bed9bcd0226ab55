import { userInfo } from 'node:os';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { formatProblem } from '#content-pipeline/problems.ts';
import { changeSections, problemsOf, reasonWords, refusalWords } from '#features/admin/change-words.ts';
import type { PublishRefusal, RestoreRefusal } from '#features/admin/publish-content.server.ts';
import type { ShopCommands } from '../shop-commands.server.ts';
import { runInDatabase } from './database-command.ts';
import { runCommand } from './environment.ts';

// npm run content:publish -- --note "…" [--dry-run] [--yes] · content:restore -- NUMBER --note "…" · content:releases
const usage = `npm run content:publish -- --note "Spring prices" [--dry-run] [--yes]
npm run content:restore -- 12 --note "The price was wrong" [--files]
npm run content:releases`;

/** What a command of the shop answers, here or by way of the running shop, where times are texts. */
type Answer<Name extends keyof ShopCommands> = Awaited<ReturnType<ShopCommands[Name]>>;

const say = (line: string) => process.stdout.write(`${line}\n`);

await runCommand(async () => {
  const { command, number, note, flags } = readCommand();
  const by = `operator ${userInfo().username}`;

  if (command === 'list') {
    for (const { release, why, by: whom, note: words, at, number: place } of (await runInDatabase(
      'listReleases',
      {},
    )) as Answer<'listReleases'>) {
      say(
        `${release.number}  ${timeOf(at)}  ${reasonWords[why]} by ${whom}: ${words}  (${place}, ${release.hash.slice(0, 12)})`,
      );
    }
    return;
  }
  if (command === 'restore') {
    const answer = (await runInDatabase('restoreContent', {
      number,
      note,
      by,
      files: flags.files,
    })) as Answer<'restoreContent'>;
    if (!answer.ok) throw refused(answer.error);
    say(
      `Release ${answer.value.release.number} is live again. The files in content/ are ${flags.files ? 'those of that release now' : 'as they were; --files makes them those of that release'}.`,
    );
    return;
  }
  const review = (await runInDatabase('reviewContent', {})) as Answer<'reviewContent'>;
  if (!review.ok && review.error.reason === 'nothing-changed') {
    say(refusalWords(review.error));
    return;
  }
  if (!review.ok) throw refused(review.error);
  const { base, hash, change, approvals } = review.value;
  say(`What publishing changes of release ${base.release.number}, live since ${timeOf(base.at)}:\n`);
  for (const { title, entries } of changeSections(change)) {
    say(title);
    for (const { name, lines } of entries)
      say([`  ${name}`, ...lines.map((line) => `    ${line}`)].join('\n'));
    say('');
  }
  for (const { name, role, at } of approvals) say(`Approved by ${name}, ${role}, ${timeOf(at)}`);
  if (flags.dryRun) return;
  if (!flags.yes && !(await isAgreed()))
    throw new Error('Nothing was published. Add --yes where nobody can be asked.');
  const answer = (await runInDatabase('publishContent', {
    by,
    note,
    base: base.number,
    hash,
  })) as Answer<'publishContent'>;
  if (!answer.ok) throw refused(answer.error);
  say(`Release ${answer.value.release.number} is live.`);
});

function readCommand() {
  let parsed: ReturnType<typeof parseArgs>;
  try {
    parsed = parseArgs({
      args: process.argv.slice(2),
      options: {
        note: { type: 'string' },
        'dry-run': { type: 'boolean' },
        yes: { type: 'boolean' },
        files: { type: 'boolean' },
      },
      allowPositionals: true,
    });
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  }
  const { positionals, values } = parsed;
  const [command = '', ...words] = positionals;
  const text = (value: unknown) => (typeof value === 'string' && value.trim() !== '' ? value.trim() : null);
  const note = text(values.note);
  const number = Number(words[0]);
  const flags = {
    dryRun: values['dry-run'] === true,
    yes: values.yes === true,
    files: values.files === true,
  };
  const isWhole =
    command === 'list'
      ? words.length === 0
      : command === 'restore'
        ? words.length === 1 && Number.isInteger(number) && number > 0 && note !== null
        : command === 'publish' && words.length === 0 && (note !== null || flags.dryRun);
  if (!isWhole) throw new Error(`Say what to do, and why in a note:\n${usage}`);
  return { command, number, note, flags };
}

async function isAgreed(): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const asked = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await asked.question('Publish? (yes/no) ')).trim());
  } finally {
    asked.close();
  }
}

function refused(refusal: PublishRefusal | RestoreRefusal): Error {
  const rules = 'rules' in refusal ? refusal.rules.words : [];
  return new Error([...problemsOf(refusal).map(formatProblem), ...rules, refusalWords(refusal)].join('\n'));
}

function timeOf(time: Date | string): string {
  return new Date(time).toISOString().slice(0, 16).replace('T', ' ');
}
