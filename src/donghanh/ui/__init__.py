"""The design system: layouts, components, styles and scripts; no tables."""
