const MAX_CLOSECALLID = 4_294_967_295;

/** What recording_log.vicidial_id points at: ViciDial keeps different things in it, told apart by their form. */
export type VicidialId =
  /** A leg in an in-group. */
  | { kind: "closecallid"; closecallid: number }
  /** An Asterisk channel: a dialled call, or one that came in on a number. */
  | { kind: "uniqueid"; uniqueid: string }
  /** A manual dial that was not answered yet when the row was written. */
  | { kind: "manual" }
  /** A recording of the gateway server. */
  | { kind: "gateway" }
  /** Nothing: the row is as the agent's screen wrote it at the start, or the look-up missed. */
  | { kind: "none" };

export function readVicidialId(value: string | null): VicidialId {
  const id = value?.trim() ?? "";
  if (/^\d+$/.test(id)) {
    const closecallid = Number(id);
    return closecallid > 0 && closecallid <= MAX_CLOSECALLID
      ? { kind: "closecallid", closecallid }
      : { kind: "none" };
  }
  if (/^[\w-]*\d\.\d+$/.test(id)) return { kind: "uniqueid", uniqueid: id };
  if (/^M/i.test(id)) return { kind: "manual" };
  if (/^G/i.test(id)) return { kind: "gateway" };
  return { kind: "none" };
}
