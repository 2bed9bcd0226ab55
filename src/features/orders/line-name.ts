/** “Face roller, 0.25 mm”, without saying the label twice. */
export function orderLineName(line: { title: string; label: string }): string {
  return line.title.includes(line.label) ? line.title : `${line.title}, ${line.label}`;
}
