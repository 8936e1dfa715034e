import { BENCH_AGENTS, BUSIEST_AGENT } from "../../bench-site.ts";

/** Somebody who may sign in at the bench's site; the admin, who made them all, is not among these. */
export type BenchPerson = {
  id: string;
  name: string;
  role: "manager" | "reviewer" | "agent";
  /** ViciDial user of an agent. */
  agentUser: string | null;
};

export const ADMIN = "admin";

const staff = (role: "manager" | "reviewer", count: number): BenchPerson[] =>
  Array.from({ length: count }, (_, at) => ({
    id: `${role}-${at + 1}`,
    name: `${role === "manager" ? "Manager" : "Reviewer"} Number ${at + 1}`,
    role,
    agentUser: null,
  }));

export const MANAGERS: readonly BenchPerson[] = staff("manager", 3);
export const REVIEWERS: readonly BenchPerson[] = staff("reviewer", 10);

/** Everybody but the admin; each agent has an account. */
export const BENCH_PEOPLE: readonly BenchPerson[] = [
  ...MANAGERS,
  ...REVIEWERS,
  ...BENCH_AGENTS.map(({ user, name }): BenchPerson => ({
    id: personOfAgent(user),
    name,
    role: "agent",
    agentUser: user,
  })),
];

/** Who looks at an agent's own pages: the one with the most calls. */
export const LOOKING_AGENT = personOfAgent(BUSIEST_AGENT);

export function personOfAgent(agentUser: string): string {
  return `agent-${agentUser}`;
}
