import type { StorageMeasured } from "../measure/measure-storage.ts";
import { PLANS, type PlanName } from "./plans.ts";

export type StorageForecast = {
  /** Null: texts are kept for ever. */
  transcriptDays: number | null;
  /** Bytes of texts at any time, once the first have been removed. */
  textBytes: number | null;
  /** Days until a database of each plan is full. */
  fullAfterDays: Record<PlanName, number>;
};

const CHOICES = [null, 90, 60, 30, 14, 7] as const;

/** When the database is full at so many calls a day, by how long their texts are kept. */
export function storageForecast(storage: StorageMeasured, callsADay: number): StorageForecast[] {
  const keptADay = storage.keptBytesPerCall * callsADay;
  const textsADay = storage.textBytesPerCall * callsADay;
  return CHOICES.map((transcriptDays) => {
    const days = (plan: PlanName) => {
      const { databaseBytes } = PLANS[plan];
      const withAllTexts = databaseBytes / (keptADay + textsADay);
      if (transcriptDays === null || withAllTexts < transcriptDays) return withAllTexts;
      return (databaseBytes - transcriptDays * textsADay) / keptADay;
    };
    return {
      transcriptDays,
      textBytes: transcriptDays === null ? null : transcriptDays * textsADay,
      fullAfterDays: { free: days("free"), paid: days("paid") },
    };
  });
}
