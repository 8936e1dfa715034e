/** The Worker's secrets; null where one is not set. */
export type ProviderKeys = {
  gemini: string | null;
  openAiCompatible: string | null;
  aiGateway: string | null;
};
