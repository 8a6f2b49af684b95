'use strict';
// Hands an entry of a directory on: by the phone's own sharing, else by a copy of its address. Without this its link is just
// that address. The texts (`signageSharing`) stand before it in the same file.

(() => {
  const texts = window.signageSharing[document.documentElement.lang];
  if (!texts) { return; }

  /** @param {string} name @param {string} text */
  const element = (name, text = '') => Object.assign(document.createElement(name), { textContent: text });

  /**
   * Says beside the link what became of its address.
   * @param {Element} link @param {{title: string, url: string}} entry @param {boolean} isCopied
   */
  const tell = (link, { title, url }, isCopied) => {
    link.parentElement?.querySelectorAll('.told').forEach((part) => part.remove());
    const said = Object.assign(element('span'), { className: 'told' });
    said.setAttribute('role', 'status');
    const mail = Object.assign(element('a', texts.mail), {
      className: 'told', href: `mailto:?subject=${encodeURIComponent(title)}&body=${encodeURIComponent(url)}`,
    });
    link.after(' ', said, ' ', mail);
    said.textContent = isCopied ? texts.copied : url; // once it stands there: then it is read out
  };

  /** @param {HTMLAnchorElement} link */
  const share = async (link) => {
    const title = link.closest('li')?.querySelector('h3')?.textContent ?? '';
    const canonical = /** @type {HTMLLinkElement | null} */ (document.querySelector('link[rel=canonical]'));
    const url = (canonical?.href ?? location.href.replace(/[?#].*/, '')) + link.hash;
    if ('share' in navigator) {
      const outcome = await navigator.share({ title, url }).then(() => '', (error) => error.name);
      if (!outcome || outcome === 'AbortError') { return; }
    }
    const isCopied = await Promise.resolve(navigator.clipboard?.writeText(url).then(() => true)).catch(() => false);
    tell(link, { title, url }, isCopied ?? false);
  };

  document.addEventListener('click', (click) => {
    const link = click.target instanceof Element && click.target.closest('.l a[href^="#f"]');
    if (link instanceof HTMLAnchorElement) {
      click.preventDefault();
      share(link).catch(() => undefined);
    }
  });
})();
