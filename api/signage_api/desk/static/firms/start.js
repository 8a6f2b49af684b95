// @ts-check
'use strict';
/* Puts the table together: the grid where there is one, and the map beside it once it is wanted. */
{
  const firms = globalThis.deskFirms;
  const { say, el, byId } = firms;
  const WIDE = matchMedia('(min-width: 70rem)');
  let isLoaded = false;

  /** One after the other, for each uses the one before. @type {(addresses: string[]) => Promise<void>} */
  const load = async ([first, ...rest]) => {
    if (!first) return;
    await new Promise((resolve, reject) => {
      const script = el('script', { src: first, onload: resolve, onerror: reject });
      document.head.append(script);
    });
    await load(rest);
  };

  const loadMap = async () => {
    isLoaded = true;
    const parts = await firms.get('/desk/firms/map');
    for (const id of ['signage-options', 'signage-words']) {
      document.head.append(el('script', { type: 'application/json', id }, JSON.stringify(parts[id])));
    }
    await load(parts.scripts);
  };

  /** @type {(on: boolean, button: HTMLElement) => void} */
  const showMap = (on, button) => {
    byId('firms-map-part').hidden = !on;
    byId('firms-map-part').parentElement?.classList.toggle('with-map', on);
    button.setAttribute('aria-expanded', String(on));
    button.querySelector('span')?.replaceChildren(say(on ? 'map_hide' : 'map_show'));
    if (on && !isLoaded) loadMap().catch(() => firms.tell(say('offline'), { alarm: true }));
    else if (on) dispatchEvent(new Event('resize'));
  };

  const offerMap = () => {
    const button = el('button', {
      type: 'button', class: 'kern-btn kern-btn--tertiary firms-map-switch', 'aria-expanded': 'false', 'aria-controls': 'firms-map-part',
    }, el('span', { class: 'kern-label' }, say('map_show')));
    button.addEventListener('click', () => showMap(byId('firms-map-part').hidden === true, button));
    document.querySelector('.firms-bar')?.append(button);
    if (WIDE.matches) showMap(true, button);
  };

  if (byId('firms-grid')) {
    firms.setUpGrid();
    firms.setUpClipboard();
    firms.countMarked();
    offerMap();
  }
}
