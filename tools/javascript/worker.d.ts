// What a service worker finds around it, as far as ours uses it; the types of `dom` know nothing of it.

interface OfflineTexts {
  language: string;
  locale: string;
  direction: string;
  stored: string;
  reload: string;
  title: string;
  text: string;
  saved: string;
}

interface ExtendableEvent extends Event {
  waitUntil(doing: Promise<unknown>): void;
}

interface FetchEvent extends ExtendableEvent {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

interface WindowClient {
  readonly url: string;
}

interface ServiceWorkerGlobalScope {
  readonly signageOffline: Record<string, OfflineTexts>;
  readonly navigator: { readonly language: string };
  readonly clients: {
    claim(): Promise<void>;
    matchAll(options: { includeUncontrolled: boolean; type: 'window' }): Promise<readonly WindowClient[]>;
  };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', listener: (event: ExtendableEvent) => void): void;
  addEventListener(type: 'fetch', listener: (event: FetchEvent) => void): void;
}
