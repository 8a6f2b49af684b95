// What the script of a sign's page finds before it, and what a search answers.

interface FoundFirms {
  /** The anchors of the firms in the list. */
  firms: string[];
  heading: string;
  notes: string[];
  missed: boolean;
}

interface Window {
  /** The field of a directory's search, by its id; nothing where there is none. */
  readonly q?: HTMLElement;
  /** By language. */
  readonly signageLive: Record<string, {
    language: string;
    found: Record<string, string>;
    none: string;
    near: string;
    clear: string;
  }>;
  readonly signageSharing: Record<string, { copied: string; mail: string }>;
}

declare module '*/{version}.js';
