import { overHttp } from "./fetch-over-http.ts";

/** Serves what a stand-in's fetch answers, on this machine only, with a line for each answer. */
export function serveFetch(answer: typeof fetch, port: number, onListening: () => void): void {
  const http = overHttp(answer, (line) => console.log(line));
  http.on("error", (error) => {
    console.error(`Port ${port} cannot be listened on (${error.message}). Give another: --port N`);
    process.exitCode = 1;
  });
  http.listen(port, "127.0.0.1", onListening);
}

/** An option that is a number; ends the program where it is none. */
export function wholeNumber(name: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  console.error(`--${name} takes a whole number, not ${text}.`);
  process.exit(2);
}
