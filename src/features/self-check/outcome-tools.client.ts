import { writeCalendarFile } from '#lib/calendar-file.ts';

// Both would work without this file: the browser prints by its own menu, and the form fetches the calendar file from
// the shop. With it, the file is made on the device.
for (const button of document.querySelectorAll<HTMLButtonElement>('[data-print]')) {
  button.hidden = false;
  button.addEventListener('click', () => print());
}

for (const form of document.querySelectorAll<HTMLFormElement>('[data-calendar]')) {
  form.addEventListener('submit', (event) => {
    const { date = '', calendar = '', summary = '', description = '', file = '' } = form.dataset;
    event.preventDefault();
    const text = writeCalendarFile(
      calendar,
      [{ date, uid: `${date}-${randomWord()}@${location.hostname}`, summary, description }],
      { writtenAt: new Date() },
    );
    const address = URL.createObjectURL(new Blob([text], { type: 'text/calendar' }));
    const link = document.createElement('a');
    link.href = address;
    link.download = file;
    link.click();
    // Later: the browser has to read it first.
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  });
}

function randomWord(): string {
  const [word = 0] = crypto.getRandomValues(new Uint32Array(1));
  return word.toString(36);
}
