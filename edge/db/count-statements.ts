/**
 * A database binding that counts the statements prepared through it, each of which is run once in this code base.
 * D1 allows so many per invocation, and does not enforce it in local runs.
 */
export function countStatements(binding: D1Database): {
  binding: D1Database;
  statementsUsed: () => number;
} {
  let used = 0;
  const counting = new Proxy(binding, {
    get(target, property) {
      if (property === "prepare") {
        return (query: string) => {
          used += 1;
          return target.prepare(query);
        };
      }
      const value: unknown = Reflect.get(target, property);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  return { binding: counting, statementsUsed: () => used };
}
