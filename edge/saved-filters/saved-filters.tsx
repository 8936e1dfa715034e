import type { FilteredList, SavedFilter } from "./saved-filters.repository.ts";

/** Somebody's own filters of a list, each a link, and a form that keeps the present one, which is `query`. */
export function SavedFilters({
  list,
  query,
  saved,
}: {
  list: FilteredList;
  query: string;
  saved: readonly SavedFilter[];
}) {
  return (
    <div class="saved-filters">
      {saved.length > 0 && (
        <ul class="chips" aria-label="Your filters">
          {saved.map((filter) => (
            <li>
              <a
                class="chip"
                href={`/${list}?${filter.query}`}
                aria-current={filter.query === query ? "true" : undefined}
              >
                <bdi>{filter.name}</bdi>
              </a>
            </li>
          ))}
        </ul>
      )}
      <details>
        <summary>{saved.length === 0 ? "Save this filter" : "Save or remove a filter"}</summary>
        <form method="post" action={`/${list}/filters`} class="filters">
          <input type="hidden" name="query" value={query} />
          <label>
            Name for this filter
            <input type="text" name="name" maxlength={60} required />
          </label>
          <button class="button button-quiet" type="submit">
            Save
          </button>
        </form>
        {saved.map((filter) => (
          <form method="post" action={`/${list}/filters/${filter.id}/delete`}>
            <button class="link-button" type="submit">
              Remove <bdi>{filter.name}</bdi>
            </button>
          </form>
        ))}
      </details>
    </div>
  );
}
