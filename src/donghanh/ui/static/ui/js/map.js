// Places on a plain ground. The library, its worker and its style come from this house; tiles from nowhere.
const GROUND = { version: 8, sources: {}, layers: [{ id: "ground", type: "background", paint: { "background-color": "#eef3f8" } }] };
const INK = "#1d4079";

class Places extends HTMLElement {
  async connectedCallback() {
    if (this.ready || !document.createElement("canvas").getContext("webgl2")) return;
    this.ready = true;
    const data = this.dataset.src ? await this.fetched() : this.single();
    if (!data?.features?.length) return;
    try {
      await this.draw(data);
    } catch {
      this.classList.remove("on");
    }
  }

  single() {
    return this.dataset.feature ? { type: "FeatureCollection", features: [JSON.parse(this.dataset.feature)] } : null;
  }

  async fetched() {
    try {
      const answer = await fetch(this.dataset.src, { headers: { Accept: "application/geo+json" } });
      return answer.ok ? await answer.json() : null;
    } catch {
      return null;
    }
  }

  async draw(data) {
    if (!document.querySelector(`link[href="${this.dataset.style}"]`)) {
      const style = document.createElement("link");
      style.rel = "stylesheet";
      style.href = this.dataset.style;
      document.head.append(style);
      await new Promise((done) => (style.onload = style.onerror = done));
    }
    const library = await import(this.dataset.library);
    library.setWorkerUrl(new URL(this.dataset.worker, location.href).href);
    const kept = [...this.childNodes];
    const box = document.createElement("div");
    box.className = "map-box";
    this.append(box);
    const map = new library.Map({ container: box, style: GROUND, bounds: bounds(data), fitBoundsOptions: { padding: 36, maxZoom: 11 },
      attributionControl: false, dragRotate: false, pitchWithRotate: false, maxZoom: 17, locale: WORDS, cooperativeGestures: true });
    for (const node of kept) node.remove();
    this.classList.add("on");
    map.getCanvas().setAttribute("aria-label", this.dataset.label);
    map.addControl(new library.NavigationControl({ showCompass: false }));
    map.addControl(new library.ScaleControl());
    map.touchZoomRotate.disableRotation();
    map.on("load", () => this.fill(map, data, library));
  }

  fill(map, data, library) {
    map.addSource("places", { type: "geojson", data });
    const polygon = ["match", ["geometry-type"], ["Polygon", "MultiPolygon"], true, false];
    const line = ["match", ["geometry-type"], ["Polygon", "MultiPolygon", "LineString", "MultiLineString"], true, false];
    map.addLayer({ id: "areas", type: "fill", source: "places", filter: polygon, paint: { "fill-color": INK, "fill-opacity": 0.18 } });
    map.addLayer({ id: "edges", type: "line", source: "places", filter: line, paint: { "line-color": INK, "line-width": 2 } });
    map.addLayer({ id: "points", type: "circle", source: "places", filter: ["match", ["geometry-type"], ["Point", "MultiPoint"], true, false],
      paint: { "circle-radius": 7, "circle-color": INK, "circle-stroke-color": "#fff", "circle-stroke-width": 2 } });
    // An area smaller than a finger is marked where it lies until one comes near.
    map.addSource("marks", { type: "geojson", data: marks(data) });
    map.addLayer({ id: "marks", type: "circle", source: "marks", maxzoom: 11.5,
      paint: { "circle-radius": 7, "circle-color": INK, "circle-stroke-color": "#fff", "circle-stroke-width": 2 } });
    for (const layer of ["points", "areas", "edges", "marks"]) {
      map.on("click", layer, (event) => {
        const found = event.features[0].properties;
        if (!found.ten) return;
        new library.Popup({ maxWidth: "18rem" }).setLngLat(event.lngLat).setDOMContent(card(found)).addTo(map);
      });
      map.on("mouseenter", layer, () => (map.getCanvas().style.cursor = "pointer"));
      map.on("mouseleave", layer, () => (map.getCanvas().style.cursor = ""));
    }
    this.dataset.drawn = data.features.length;
  }
}

const WORDS = {
  "Map.Title": "Bản đồ", "NavigationControl.ZoomIn": "Phóng to", "NavigationControl.ZoomOut": "Thu nhỏ", "Popup.Close": "Đóng",
  "ScaleControl.Meters": "m", "ScaleControl.Kilometers": "km",
  "CooperativeGesturesHandler.WindowsHelpText": "Giữ Ctrl và cuộn để phóng bản đồ",
  "CooperativeGesturesHandler.MacHelpText": "Giữ ⌘ và cuộn để phóng bản đồ",
  "CooperativeGesturesHandler.MobileHelpText": "Dùng hai ngón để di chuyển bản đồ",
};

function bounds(data) {
  let [west, south, east, north] = [180, 90, -180, -90];
  const walk = (c) => {
    if (typeof c[0] === "number") {
      west = Math.min(west, c[0]); east = Math.max(east, c[0]); south = Math.min(south, c[1]); north = Math.max(north, c[1]);
    } else c.forEach(walk);
  };
  for (const feature of data.features) if (feature.geometry) walk(feature.geometry.coordinates);
  return [[west, south], [east, north]];
}

function marks(data) {
  const areas = data.features.filter((f) => f.geometry && !f.geometry.type.endsWith("Point"));
  const features = areas.map((f) => {
    const [[west, south], [east, north]] = bounds({ features: [f] });
    return { type: "Feature", properties: f.properties, geometry: { type: "Point", coordinates: [(west + east) / 2, (south + north) / 2] } };
  });
  return { type: "FeatureCollection", features };
}

function card(found) {
  const box = document.createElement("div");
  const name = document.createElement(found.url ? "a" : "b");
  name.textContent = found.ten;
  if (found.url) name.href = found.url;
  box.append(name);
  if (found.ghi) {
    const note = document.createElement("p");
    note.className = "small";
    note.textContent = found.ghi;
    box.append(note);
  }
  return box;
}

customElements.define("dh-map", Places);
