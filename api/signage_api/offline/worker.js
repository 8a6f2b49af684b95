'use strict';
// The service worker of the visitor's pages. The network is asked first, always; what it answers is kept, and shown
// with its date where the network does not answer. Nothing is counted, and nothing is asked for but what the reader opens.
// The texts (`signageOffline`, by language) stand before this in the same file.

(() => {
  const KEPT = 'signage-pages-1';
  const MOST_KEPT = 20;
  const PATIENCE_MS = 8000; // until the answer begins; once on its way a page may take its time
  const CODE = /^\/[0-9A-Z]{8}$/;
  const STYLE = ':root{color-scheme:light dark}body{font:1.0625rem/1.5 system-ui,sans-serif;margin:1rem auto;padding:0 1rem;'
    + 'max-width:40rem}a{display:inline-block;padding:.6rem 0}ul{list-style:none;padding:0}';
  const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";
  const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));

  /** Only the plain page of a sign is kept: no search, no form. @param {string} url */
  const isKept = (url) => {
    const address = new URL(url);
    return CODE.test(address.pathname) && [...address.searchParams.keys()].every((key) => key === 'lang');
  };

  /** @param {string} text */
  const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

  /** @param {string} language @returns {OfflineTexts} */
  const textsFor = (language) => {
    const all = worker.signageOffline;
    return all[language] ?? all[language.slice(0, 2)] ?? /** @type {OfflineTexts} */ (Object.values(all)[0]);
  };

  /** @param {string} html */
  const languageOf = (html) => /<html lang="([a-z-]+)"/i.exec(html)?.[1] ?? worker.navigator.language;

  /** The answer with the time of keeping; its body is unpacked already. @param {Response} response */
  const dated = (response) => {
    const headers = new Headers(response.headers);
    headers.delete('content-encoding');
    headers.delete('content-length');
    headers.set('x-kept-at', new Date().toISOString());
    return new Response(response.body, { status: response.status, headers });
  };

  /** Keeps a page as the newest. @param {Request | string} request @param {Response} response */
  const keep = async (request, response) => {
    const pages = await caches.open(KEPT);
    // As a whole, before the old one goes: a page that breaks off on its way is an error here.
    const whole = new Response(await response.blob(), { headers: response.headers });
    await pages.delete(request, { ignoreVary: true });
    await pages.put(request, whole);
    const known = await pages.keys();
    await Promise.all(known.slice(0, Math.max(0, known.length - MOST_KEPT)).map((old) => pages.delete(old, { ignoreVary: true })));
  };

  /** @param {Request} request */
  const found = async (request) => {
    const pages = await caches.open(KEPT);
    // What a page was asked for in is not asked again: without network there is no other.
    return await pages.match(request, { ignoreVary: true }) ?? await pages.match(request, { ignoreSearch: true, ignoreVary: true });
  };

  /** The saved page with its date on top. @param {Response} page */
  const withDate = async (page) => {
    const html = await page.text();
    const language = languageOf(html);
    const texts = textsFor(language);
    const kept = new Date(page.headers.get('x-kept-at') ?? 0);
    const when = kept.toLocaleString(texts.locale, { dateStyle: 'medium', timeStyle: 'short' });
    const told = `<p class="c" role="status" id="offline"><b>${escaped(texts.stored.replace('{when}', () => when))}</b> `
      + `<a class="w" href="">${escaped(texts.reload)}</a></p>`;
    return new Response(html.replace(/<body[^>]*>/, (body) => body + told), { headers: page.headers });
  };

  /** What to read instead: the saved pages by their titles. */
  const contents = async () => {
    const texts = textsFor(worker.navigator.language);
    const pages = await caches.open(KEPT);
    const lines = await Promise.all([...await pages.keys()].reverse().map(async (request) => {
      const html = await (await pages.match(request, { ignoreVary: true }))?.text() ?? '';
      const title = /<title>([^<]*)<\/title>/.exec(html)?.[1] ?? ''; // escaped by its page
      const address = new URL(request.url);
      return `<li><a href="${escaped(address.pathname + address.search)}">${title}</a></li>`;
    }));
    const list = lines.length ? `<h2>${escaped(texts.saved)}</h2><ul>${lines.join('')}</ul>` : '';
    const html = `<!doctype html><html lang="${texts.language}" dir="${texts.direction}"><meta charset="utf-8">`
      + '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">'
      + `<title>${escaped(texts.title)}</title><style>${STYLE}</style><main><h1>${escaped(texts.title)}</h1>`
      + `<p>${escaped(texts.text)} <a href="">${escaped(texts.reload)}</a></p>${list}</main></html>`;
    return new Response(html, { status: 503, headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': POLICY } });
  };

  /** Remembers what the network said of a page, whenever it said it. @param {Request} request @param {Response} response */
  const learn = async (request, response) => {
    if (response.status === 200) {
      await keep(request, dated(response));
    } else if (response.status < 500) {
      const pages = await caches.open(KEPT);
      await pages.delete(request, { ignoreSearch: true, ignoreVary: true });
    }
  };

  /** @param {Promise<Response>} answering @param {number} patience */
  const soon = (answering, patience) => new Promise((resolve, reject) => {
    const clock = setTimeout(() => reject(new Error('late')), patience);
    answering.then(resolve, reject).finally(() => clearTimeout(clock));
  });

  /** @param {FetchEvent} event */
  const answer = async (event) => {
    const { request } = event;
    const answering = fetch(request);
    if (!isKept(request.url)) {
      return answering.catch(contents);
    }
    event.waitUntil(answering.then((response) => learn(request, response.clone())).catch(() => undefined));
    const page = await found(request);
    if (!page) {
      return answering.catch(contents);
    }
    try {
      const response = await soon(answering, PATIENCE_MS);
      return response.status < 500 ? response : await withDate(page);
    } catch {
      return withDate(page);
    }
  };

  /** The pages that were opened before this worker was there; the browser has them already. */
  const keepOpenOnes = async () => {
    const clients = await worker.clients.matchAll({ includeUncontrolled: true, type: 'window' });
    await Promise.all(clients.filter((client) => isKept(client.url)).map(async (client) => {
      const address = client.url.replace(/#.*/, '');
      const response = await fetch(address, { cache: 'force-cache' });
      if (response.status === 200 && !response.redirected) { await keep(address, dated(response)); }
    }));
  };

  const forgetOldKinds = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name !== KEPT).map((name) => caches.delete(name)));
  };

  worker.addEventListener('install', () => { worker.skipWaiting(); });
  worker.addEventListener('activate', (event) => {
    event.waitUntil(Promise.all([forgetOldKinds(), keepOpenOnes().catch(() => undefined), worker.clients.claim()]));
  });
  worker.addEventListener('fetch', (event) => {
    const { request } = event;
    const path = new URL(request.url).pathname;
    if (request.method === 'GET' && request.mode === 'navigate' && (path === '/' || CODE.test(path))) {
      event.respondWith(answer(event));
    }
  });
})();
