import type { Command } from "commander";
import * as z from "zod";

import {
  campaignSettingsSchema,
  settingsChangeSchema,
  type CampaignSettings,
} from "#shared/contracts/settings.ts";

import type { Database } from "../edge/db/client.ts";
import { requireRetention } from "../edge/site-settings/check-retention.ts";
import {
  changeSiteSettings,
  readSiteSettings,
  readStoredSettings,
} from "../edge/site-settings/site-settings.repository.ts";
import { ACTOR, contextOf, siteOf } from "./command-context.ts";
import { CommandError, parseOptions, UsageError } from "./known-errors.ts";
import { printFields } from "./print.ts";

/** `default` takes a setting back to what it is by itself. */
const orDefault = (value: string) => (value === "default" ? null : value);
const orNone = (value: string) => (value === "none" ? null : value);
const numberOrDefault = z
  .string()
  .transform((value) => (value === "default" ? null : Number(value)))
  .optional();

const optionsSchema = z.object({
  name: z.string().optional(),
  minCallSec: numberOrDefault,
  language: z.string().transform(orDefault).optional(),
  initialPrompt: z.string().transform(orDefault).optional(),
  disputeDays: z.string().transform(Number).optional(),
  campaign: z.string().optional(),
  transcriptDays: numberOrDefault,
  scoreDays: z.string().transform(Number).optional(),
  audioUrl: z.string().transform(orNone).optional(),
  vicidialUrl: z.string().transform(orNone).optional(),
});
type Options = z.infer<typeof optionsSchema>;

/** `settings show` and `settings set`. */
export function addSettingsCommands(program: Command): void {
  const settings = program
    .command("settings")
    .description(
      "how recordings are transcribed, how long texts and scores are kept and scores may be disputed",
    );

  settings
    .command("show")
    .description("the settings as they hold")
    .action(async (_: unknown, command: Command) => {
      const { db, json } = contextOf(command);
      printFields(json, await currentSettings(db, await siteOf(command, db)));
    });

  settings
    .command("set")
    .description("change settings, of the site or of one campaign; what is not named stays")
    .option("--name <name>", "name that managers see")
    .option(
      "--min-call-sec <n|default>",
      "shorter recordings are skipped; default: the scorecard's",
    )
    .option("--language <code>", "language spoken, such as en, or auto")
    .option("--initial-prompt <text|default>", "company and product names, for the recogniser")
    .option("--dispute-days <n>", "how long an agent may dispute a score; 0: not at all")
    .option(
      "--transcript-days <n|default>",
      "texts are removed from the edge after so many days, scores stay; 0: never",
    )
    .option(
      "--score-days <n>",
      "scores of calls from so many days ago are removed for good, with transcripts, reviews and disputes; trends keep their numbers; at least 90, 0: never",
    )
    .option(
      "--audio-url <template|none>",
      "where call pages play recordings from, https only, such as https://recordings.example/{date}/{recording_id}.mp3",
    )
    .option("--vicidial-url <template|none>", "where call pages lead to the call in ViciDial")
    .option(
      "--campaign <id>",
      "set what this campaign has otherwise than the site; default: as the site",
    )
    .action(async (options: unknown, command: Command) => {
      const { db, json, nowMs } = contextOf(command);
      const wanted = parseOptions(optionsSchema, options);
      const siteId = await siteOf(command, db);
      const change = parseOptions(settingsChangeSchema, await changeOf(db, siteId, wanted));
      requireRetention(await readStoredSettings(db, siteId), change);
      await changeSiteSettings(db, siteId, change, {
        atMs: nowMs,
        actor: ACTOR,
        action: "settings.change",
        detail: change,
      });
      printFields(json, await currentSettings(db, siteId));
    });
}

async function changeOf(db: Database, siteId: string, options: Options): Promise<object> {
  const { name, transcriptDays, scoreDays, disputeDays, audioUrl, vicidialUrl, campaign, ...rest } =
    options;
  const ofSite = {
    name,
    transcript_days: transcriptDays,
    score_days: scoreDays,
    dispute_days: disputeDays,
    audio_url: audioUrl,
    vicidial_url: vicidialUrl,
  };
  const change = {
    min_call_sec: rest.minCallSec,
    language: rest.language,
    initial_prompt: rest.initialPrompt,
  };
  if (campaign === undefined) return withoutUnnamed({ ...ofSite, ...change });
  if (Object.keys(withoutUnnamed(ofSite)).length > 0) {
    throw new UsageError(
      "--name, --transcript-days, --score-days, --dispute-days, --audio-url and --vicidial-url are the site's; leave them out beside --campaign.",
    );
  }
  const { campaigns } = await currentSettings(db, siteId);
  const known = campaigns.find((one) => one.campaign_id === campaign);
  const changed = parseOptions(campaignSettingsSchema, {
    ...known,
    campaign_id: campaign,
    ...withoutUnnamed(change),
  });
  const others = campaigns.filter((one) => one !== known);
  return { campaigns: hasOwnSettings(changed) ? [...others, changed] : others };
}

function hasOwnSettings({ min_call_sec, language, initial_prompt }: CampaignSettings): boolean {
  return min_call_sec !== null || language !== null || initial_prompt !== null;
}

function withoutUnnamed(options: object): object {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

async function currentSettings(db: Database, siteId: string) {
  const settings = await readSiteSettings(db, siteId);
  if (settings === null) throw new CommandError(`There is no site ${siteId}.`);
  return settings;
}
