/** The colours of the desk. Their variables stand in theme.css: nothing writes a style into the page. */
import { createTheme } from "@mantine/core";

export const THEME = createTheme({
  primaryColor: "brand",
  colors: {
    brand: [
      "#e6f5f1",
      "#cfe9e2",
      "#a3d5c8",
      "#74c0ac",
      "#4eae95",
      "#2f947b",
      "#177a64",
      "#0b5d4e",
      "#084a3e",
      "#05372e",
    ],
    danger: [
      "#fbe6e4",
      "#f6ccc9",
      "#eda39f",
      "#e27a75",
      "#d4534d",
      "#bf3531",
      "#b02a26",
      "#a3221f",
      "#861a18",
      "#661311",
    ],
  },
  primaryShade: 7,
  fontFamily: "system-ui, -apple-system, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif",
  defaultRadius: "md",
  cursorType: "pointer",
});
