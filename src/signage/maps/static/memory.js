// @ts-check
'use strict';
/* What a reader has chosen or begun, kept by the browser for this tab until it is closed: no other page, visit or host learns of it. */
{
  const app = globalThis.signageMap;

  /**
   * `page` sets apart what the pages keep.
   * @type {SignageMap['memory']}
   */
  const memory = (page) => ({
    keep(key, value) {
      try {
        if (value === null) sessionStorage.removeItem(page + key);
        else sessionStorage.setItem(page + key, JSON.stringify(value));
      } catch { /* a browser that keeps nothing still works until the page is left */ }
    },
    kept(key) {
      try {
        return JSON.parse(sessionStorage.getItem(page + key) || 'null');
      } catch {
        return null;
      }
    },
  });

  Object.assign(app, /** @satisfies {Partial<SignageMap>} */ ({ memory }));
}
