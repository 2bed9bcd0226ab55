import { z } from 'zod';
import { listActivations } from '#features/releases/releases.server.ts';
import { projectRoot } from '#lib/project-root.server.ts';
import {
  type PublishServices,
  publishWorkingCopy,
  restoreRelease,
  reviewWorkingCopy,
  writeBack,
} from './publish-content.server.ts';

const name = z.string().trim().min(1).max(200);
const note = z.string().trim().min(1).max(500);

const publishInput = z.object({ by: name, note, base: z.int(), hash: z.string() });
const restoreInput = z.object({
  by: name,
  note,
  number: z.int().positive(),
  files: z.boolean(),
});

/** What the commands for content do, in whichever process has the database. */
export function publishCommands(services: PublishServices) {
  return {
    /** What publishing would change; changes nothing. */
    async reviewContent() {
      return reviewWorkingCopy(services);
    },
    async publishContent(input: unknown) {
      return publishWorkingCopy(services, { staffId: null, ...publishInput.parse(input) });
    },
    async restoreContent(input: unknown) {
      const { files, ...restore } = restoreInput.parse(input);
      const restored = await restoreRelease(services, { base: null, staffId: null, ...restore });
      if (restored.ok && files) await writeBack(services, projectRoot, restored.value.release.id);
      return restored;
    },
    async listReleases() {
      return listActivations(services.db, { limit: 50 });
    },
  };
}
