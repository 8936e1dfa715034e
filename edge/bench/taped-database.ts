/**
 * A database binding that asks D1 once and from then on answers the same question from `tape`, so that a request can be
 * answered again without a wait. What is kept is JSON text, which is parsed anew each time, as the real binding does.
 */
export function tapedDatabase(binding: D1Database, tape: Map<string, string>): D1Database {
  const originals = new WeakMap<D1PreparedStatement, D1PreparedStatement>();
  const keys = new WeakMap<D1PreparedStatement, string>();
  const play = async (key: string, ask: () => Promise<unknown>): Promise<unknown> => {
    const known = tape.get(key);
    if (known !== undefined) return JSON.parse(known);
    const answer = await ask();
    tape.set(key, JSON.stringify(answer));
    return answer;
  };
  const wrap = (statement: D1PreparedStatement, key: string): D1PreparedStatement => {
    const wrapped = new Proxy(statement, {
      get(target, property) {
        const value: unknown = Reflect.get(target, property);
        if (typeof value !== "function") return value;
        if (property === "bind") {
          return (...values: unknown[]) =>
            wrap(target.bind(...values), JSON.stringify([key, values]));
        }
        return (...args: unknown[]) =>
          play(JSON.stringify([property, args, key]), () => value.apply(target, args));
      },
    });
    originals.set(wrapped, statement);
    keys.set(wrapped, key);
    return wrapped;
  };
  return new Proxy(binding, {
    get(target, property) {
      switch (property) {
        case "prepare":
          return (query: string) => wrap(target.prepare(query), query);
        case "batch":
          return (statements: D1PreparedStatement[]) =>
            play(JSON.stringify(["batch", statements.map((one) => keys.get(one))]), () =>
              target.batch(statements.map((one) => originals.get(one) ?? one)),
            );
        default: {
          const value: unknown = Reflect.get(target, property);
          return typeof value === "function" ? value.bind(target) : value;
        }
      }
    },
  });
}
