// The way to the server.

async function read(response) {
  const data = await response.json();
  if (!response.ok) throw new Error(data.error ?? data.description ?? response.statusText);
  return data;
}

export const ask = async (path) => read(await fetch(`/sim/${path}`));

export const send = async (path, body) =>
  read(await fetch(`/sim/${path}`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }));

// Calls `heard` for every event, and `told` with "live" or "lost"; the browser connects again by itself.
export function listen(heard, told) {
  const stream = new EventSource("/sim/events");
  stream.addEventListener("hello", () => told("live"));
  stream.addEventListener("message", (event) => heard(JSON.parse(event.data)));
  stream.addEventListener("error", () => {
    told("lost");
    if (stream.readyState === EventSource.CLOSED) setTimeout(() => listen(heard, told), 1500);
  });
}
