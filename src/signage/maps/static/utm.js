// @ts-check
'use strict';
/*
 * Between degrees (EPSG:4326) and the metres that the inventory counts in (EPSG:25832), so that a step of 0.1 m is one on the ground.
 * Krüger's series in the third flattening to n^4 (Karney 2011): right to a thousandth of a millimetre anywhere in Germany.
 */
{
  const app = globalThis.signageMap;
  const RAD = Math.PI / 180;
  const [SCALE, EAST, MERIDIAN] = [0.9996, 500_000, 9];
  const FLATTENING = 1 / 298.257222101; // GRS80
  const N = FLATTENING / (2 - FLATTENING);
  const [N2, N3, N4] = [N ** 2, N ** 3, N ** 4];
  const RADIUS = (6_378_137 / (1 + N)) * (1 + N2 / 4 + N4 / 64);
  const ALPHA = [
    N / 2 - (2 * N2) / 3 + (5 * N3) / 16 + (41 * N4) / 180,
    (13 * N2) / 48 - (3 * N3) / 5 + (557 * N4) / 1440,
    (61 * N3) / 240 - (103 * N4) / 140,
    (49561 * N4) / 161280,
  ];
  const BETA = [
    N / 2 - (2 * N2) / 3 + (37 * N3) / 96 - N4 / 360,
    N2 / 48 + N3 / 15 - (437 * N4) / 1440,
    (17 * N3) / 480 - (37 * N4) / 840,
    (4397 * N4) / 161280,
  ];
  const E = Math.sqrt(FLATTENING * (2 - FLATTENING));

  /** @type {SignageMap['toMetres']} */
  const toMetres = (longitude, latitude) => {
    const sine = Math.sin(latitude * RAD);
    const tau = Math.sinh(Math.atanh(sine) - E * Math.atanh(E * sine));
    const east = (longitude - MERIDIAN) * RAD;
    const xi = Math.atan2(tau, Math.cos(east));
    const eta = Math.asinh(Math.sin(east) / Math.hypot(tau, Math.cos(east)));
    let [x, y] = [eta, xi];
    ALPHA.forEach((a, i) => {
      const k = 2 * (i + 1);
      x += a * Math.cos(k * xi) * Math.sinh(k * eta);
      y += a * Math.sin(k * xi) * Math.cosh(k * eta);
    });
    return [EAST + SCALE * RADIUS * x, SCALE * RADIUS * y];
  };

  /** @type {(conformal: number) => number} */
  const geographicTau = (conformal) => {
    let tau = conformal / (1 - E * E);
    for (let i = 0; i < 4; i += 1) {
      const sigma = Math.sinh(E * Math.atanh((E * tau) / Math.hypot(1, tau)));
      const guess = tau * Math.hypot(1, sigma) - sigma * Math.hypot(1, tau);
      tau += ((conformal - guess) / Math.hypot(1, guess)) * ((1 + (1 - E * E) * tau * tau) / ((1 - E * E) * Math.hypot(1, tau)));
    }
    return tau;
  };

  /** @type {SignageMap['toDegrees']} */
  const toDegrees = (x, y) => {
    const [xi, eta] = [y / (SCALE * RADIUS), (x - EAST) / (SCALE * RADIUS)];
    let [xiZero, etaZero] = [xi, eta];
    BETA.forEach((b, i) => {
      const k = 2 * (i + 1);
      xiZero -= b * Math.sin(k * xi) * Math.cosh(k * eta);
      etaZero -= b * Math.cos(k * xi) * Math.sinh(k * eta);
    });
    const conformal = Math.sin(xiZero) / Math.hypot(Math.sinh(etaZero), Math.cos(xiZero));
    return [MERIDIAN + Math.atan2(Math.sinh(etaZero), Math.cos(xiZero)) / RAD, Math.atan(geographicTau(conformal)) / RAD];
  };

  Object.assign(app, /** @satisfies {Partial<SignageMap>} */ ({ toMetres, toDegrees }));
}
