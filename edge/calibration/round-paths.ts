export const roundPath = (id: string) => `/calibration/${encodeURIComponent(id)}`;

export const callPath = (id: string, recordingId: string) =>
  `${roundPath(id)}/calls/${encodeURIComponent(recordingId)}`;
