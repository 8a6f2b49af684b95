// @ts-check
'use strict';
/* The view of the map in metres (EPSG:25832): its middle, the place under the pointer, and what is to be brought into sight. */
{
  const plan = globalThis.signagePlan;
  const L = globalThis.L;
  /** East and north of each arrow key. @type {SignagePlan['ARROWS']} */
  const ARROWS = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
  const EDGE = 0.06; // of the view: what is nearer to its edge is moved away from it

  /** @type {(at: L.LatLng) => Metres} */
  const metresOf = ({ lat, lng }) => plan.toMetres(lng, lat);

  /** @type {(at: Metres) => L.LatLng} */
  const latLngOf = ([x, y]) => {
    const [longitude, latitude] = plan.toDegrees(x, y);
    return L.latLng(latitude, longitude);
  };

  /** @type {SignagePlan['middle']} */
  const middle = () => metresOf(plan.map.getCenter());

  /** @type {SignagePlan['metresAt']} */
  const metresAt = (event) => metresOf(plan.map.mouseEventToLatLng(event));

  /** @type {SignagePlan['metresPerPixel']} */
  const metresPerPixel = () => {
    const { lat } = plan.map.getCenter();
    return (40_075_016.7 * Math.cos((lat * Math.PI) / 180)) / (256 * 2 ** plan.map.getZoom());
  };

  /** @type {SignagePlan['keepInSight']} */
  const keepInSight = (at) => {
    const there = latLngOf(at);
    if (!plan.map.getBounds().pad(-EDGE).contains(there)) plan.map.panTo(there, { animate: false });
  };

  /** All of the places; nothing happens where there are none. @type {SignagePlan['showAll']} */
  const showAll = (places) => {
    if (places.length) plan.map.fitBounds(L.latLngBounds(places.map(latLngOf)), { padding: [40, 40], maxZoom: 18, animate: false });
  };

  Object.assign(plan, /** @satisfies {Partial<SignagePlan>} */ ({
    ARROWS, latLngOf, middle, metresAt, metresPerPixel, keepInSight, showAll,
  }));
}
