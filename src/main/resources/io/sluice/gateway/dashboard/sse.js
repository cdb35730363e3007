// Reads server-sent events from a fetch: EventSource cannot send an Authorization field.

/** Calls back with the data of each event; returns when the stream has ended. */
export async function readEvents(body, onData, onSign) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      return;
    }
    onSign();
    const events = (rest + value).split('\n\n');
    rest = events.pop();
    for (const event of events) {
      const data = event
        .split('\n')
        .filter((line) => line.startsWith('data:'))
        .map((line) => line.slice(5).trimStart());
      if (data.length > 0) {
        onData(data.join('\n'));
      }
    }
  }
}
