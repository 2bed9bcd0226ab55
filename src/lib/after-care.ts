/** What somebody who has rolled should know, in plain words: signs to act on first, then the hours, then each device. */
export interface AfterCare {
  redFlags: { title: string; points: string[]; text: string[] } | null;
  /** When, what to put on the skin, what to keep away. */
  hours: { head: string[]; rows: string[][] } | null;
  devices: { name: string; care: { label: string; words: string }[] }[];
  /** Path of the article that it is taken from; its sources stand there. */
  articlePath: string | null;
}
