"""Looking through the catalogue, speaking DCAT, packing files: no Django."""
