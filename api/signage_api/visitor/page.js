'use strict';
self.onload=()=>{
navigator.serviceWorker?.register('/sw.js').catch(()=>0);
if(self.q)import('/live/{version}.js').catch(()=>0)}
