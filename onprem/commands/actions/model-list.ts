import { listModels, type ListedModel } from "../../models/list-models.ts";
import { bytes } from "../../status/figures-in-words.ts";
import { forTerminal, jsonForTerminal } from "../../status/text-for-terminal.ts";
import { modelsPlace } from "./models-place.ts";

export type ModelListOptions = { json?: true; folder?: string };

export function modelList(configPath: string, options: ModelListOptions): void {
  const place = modelsPlace(configPath, options.folder);
  const models = listModels(place);
  if (options.json === true) {
    console.log(jsonForTerminal({ folder: place.folder, models }));
    return;
  }
  const rows = [
    ["", "model", "size", "licence", "memory", "speed here", "state"],
    ...models.map(row),
  ];
  const widths = [0, 1, 2, 3, 4, 5].map((column) =>
    Math.max(...rows.map((cells) => cells[column]?.length ?? 0)),
  );
  for (const cells of rows) {
    console.log(
      cells
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    );
  }
  console.log(
    `\nFolder: ${forTerminal(place.folder)}. * is in use. Memory is what each worker is expected to need.`,
  );
}

function row(model: ListedModel): string[] {
  const { speed } = model;
  return [
    model.in_use ? "*" : "",
    forTerminal(model.name),
    bytes(model.bytes),
    model.licence ?? "?",
    model.worker_bytes === null ? "?" : bytes(model.worker_bytes),
    speed === null
      ? ""
      : `${speed.times_real_time.toFixed(1)} × (${speed.workers} × ${speed.threads})`,
    stateOf(model),
  ];
}

function stateOf({ state, part_bytes, bytes: total, problem, in_use }: ListedModel): string {
  switch (state) {
    case "absent":
      return in_use ? "MISSING" : "";
    case "part":
      return `${Math.floor(((part_bytes ?? 0) / total) * 100)} % downloaded`;
    case "unchecked":
      return "here, not checked yet";
    case "intact":
      return "here";
    case "wrong":
      return `WRONG: it ${problem}`;
  }
}
