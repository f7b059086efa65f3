"""Line charts as inline SVG from plain data, and the same data as tables."""
