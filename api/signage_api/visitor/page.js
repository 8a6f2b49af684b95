'use strict';
addEventListener('load',()=>navigator.serviceWorker?.register('/sw.js').catch(()=>0))
