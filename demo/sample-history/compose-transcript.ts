import type { Segment } from "#shared/contracts/transcript.ts";
import type { StandardAutoFailId, StandardCriterionId } from "#shared/scorecard/scorecard.ts";
import { roundTo } from "#shared/scoring/score-call.ts";

import {
  ACKNOWLEDGEMENTS,
  AUTO_FAIL_EXCHANGES,
  CLOSINGS,
  DISCLOSURES,
  DISMISSAL,
  GREETINGS,
  HOLD,
  IDENTITY_BREACH,
  IDENTITY_FULL,
  IDENTITY_HALF,
  IDENTITY_SKIPPED,
  INJECTION_LINE,
  REACTIONS,
  STOCK_ANSWER,
} from "./agent-phrases.ts";
import type { DrawnMarks } from "./draw-marks.ts";
import type { LinesByMark, Scenario } from "./scenarios.ts";
import type { SeededRandom } from "./seeded-random.ts";

type Speaker = "agent" | "customer";

export type ComposedTranscript = {
  segments: Segment[];
  /** The segments, counted from 0, that show each criterion's mark. */
  evidence: Record<StandardCriterionId, number[]>;
  autoFailSegment: number | null;
  injectionSegment: number | null;
};

export type CallPlan = {
  agentName: string;
  scenario: Scenario;
  marks: DrawnMarks;
  autoFail: StandardAutoFailId | null;
  injection: boolean;
};

const WORDS_PER_SEC = 2.7;
/** Without one, four and seven: nothing spoken here looks like the card number or the code of the demo's call 1005. */
const DIGITS = ["zero", "two", "three", "five", "six", "eight", "nine"] as const;
const CUSTOMERS = [
  "Mr Turner",
  "Mrs Walker",
  "Miss Morgan",
  "Mr Bauer",
  "Mrs Achebe",
  "Ms Kowalska",
  "Mr Singh",
  "Mrs Delacroix",
] as const;
const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"] as const;
const AMOUNTS = ["eighteen", "twenty", "twenty-five", "thirty", "thirty-two"] as const;
const TIMES = ["eight", "half past nine", "ten", "noon"] as const;

const digits = (count: number, random: SeededRandom) =>
  Array.from({ length: count }, () => random.pick(DIGITS)).join(" ");

function fillIns(agentName: string, random: SeededRandom): (line: string) => string {
  const values: Record<string, string> = {
    agent: agentName.split(" ")[0] ?? agentName,
    customer: random.pick(CUSTOMERS),
    account: digits(6, random),
    ref: digits(5, random),
    day: random.pick(DAYS),
    amount: random.pick(AMOUNTS),
    time: random.pick(TIMES),
  };
  return (line) => line.replace(/\{(\w+)\}/g, (blank, name: string) => values[name] ?? blank);
}

/** Keeps the recording's clock: each line starts a breath after the one before. */
function conversation(fill: (line: string) => string, random: SeededRandom) {
  const segments: Segment[] = [];
  let clockSec = random.integer(20, 60) / 10;
  return {
    segments,
    wait: (sec: number) => {
      clockSec += sec;
    },
    say: (speaker: Speaker, line: string): number => {
      const text = fill(line);
      const spokenSec = text.split(" ").length / WORDS_PER_SEC + 0.4;
      segments.push({
        start_sec: roundTo(clockSec, 2),
        end_sec: roundTo(clockSec + spokenSec, 2),
        text,
        confidence: random.integer(82, 98) / 100,
        speaker,
      });
      clockSec += spokenSec + random.integer(2, 12) / 10;
      return segments.length - 1;
    },
  };
}

/** Writes the call that earns these marks: what is said follows from them, so the quotes really are there. */
export function composeTranscript(plan: CallPlan, random: SeededRandom): ComposedTranscript {
  const { scenario, marks } = plan;
  const { segments, say, wait } = conversation(fillIns(plan.agentName, random), random);
  const sayAll = (lines: readonly string[]) => lines.map((line) => say("agent", line));
  const sayFor = (lines: LinesByMark, mark: keyof LinesByMark | null) =>
    mark === null ? [] : sayAll(lines[mark]);

  const greeting = sayFor(GREETINGS, marks.greeting);
  say("customer", random.pick(scenario.opening));
  const disclosed = plan.autoFail === null ? sayFor(DISCLOSURES, marks.compliance) : [];
  const communication = sayFor(ACKNOWLEDGEMENTS, marks.communication);
  const identity = identify();
  const needs = askAboutNeeds();
  if (marks.product !== null && marks.product >= 4 && random.chance(0.5)) {
    say("agent", HOLD[0]);
    say("customer", HOLD[1]);
    wait(random.integer(15, 70));
    say("agent", HOLD[2]);
  }
  const product = sayFor(scenario.product, marks.product);
  const autoFailSegment = plan.autoFail === null ? null : breakTheRule(plan.autoFail);
  const injectionSegment = plan.injection ? say("customer", INJECTION_LINE) : null;
  say("customer", reaction(marks.product));
  const resolution = sayFor(scenario.resolution, marks.resolution);
  say("customer", reaction(marks.resolution));
  const closing = close();

  return {
    segments,
    evidence: {
      greeting,
      customer_id: identity,
      needs,
      product,
      communication,
      resolution,
      closing,
      compliance: autoFailSegment === null ? disclosed : [autoFailSegment],
    },
    autoFailSegment,
    injectionSegment,
  };

  function identify(): number[] {
    const mark = marks.customer_id;
    if (mark === null) return [];
    if (mark === 1) return [say("agent", IDENTITY_BREACH)];
    if (mark === 2) return [say("agent", IDENTITY_SKIPPED)];
    const words = mark === 3 ? IDENTITY_HALF : IDENTITY_FULL;
    const asked = say("agent", words.agentAsks);
    say("customer", words.customerSays);
    return mark === 5 ? [asked, say("agent", IDENTITY_FULL.agentConfirms)] : [asked];
  }

  function askAboutNeeds(): number[] {
    const mark = marks.needs;
    if (mark === null) return [];
    if (mark <= 2) {
      const said = say("agent", mark === 1 ? DISMISSAL : STOCK_ANSWER);
      say("customer", mark === 1 ? "So whose problem is it?" : "Yes, I tried that twice.");
      return [said];
    }
    const asked = scenario.questions.slice(0, mark === 3 ? 1 : 2).map(([question, answer]) => {
      const at = say("agent", question);
      say("customer", answer);
      return at;
    });
    if (mark < 5) return asked;
    const restated = say("agent", scenario.restatement);
    say("customer", "Yes, exactly.");
    return [...asked, restated];
  }

  function breakTheRule(autoFail: StandardAutoFailId): number {
    const { lines, shownBy } = AUTO_FAIL_EXCHANGES[autoFail];
    const said = lines.map(([speaker, line]) => say(speaker, line));
    return said[shownBy] ?? 0;
  }

  function reaction(mark: number | null): string {
    if (mark === null || mark === 3) return random.pick(REACTIONS.neutral);
    return random.pick(mark > 3 ? REACTIONS.pleased : REACTIONS.unhappy);
  }

  function close(): number[] {
    if (marks.closing === null) {
      say("customer", "I have to go, somebody is at the door. Bye.");
      return [];
    }
    if (marks.closing < 4) return sayAll(CLOSINGS[marks.closing]);
    const said = sayAll(CLOSINGS[marks.closing].slice(0, -1));
    say("customer", "No, that is everything, thank you.");
    return [...said, ...sayAll(CLOSINGS[marks.closing].slice(-1))];
  }
}
