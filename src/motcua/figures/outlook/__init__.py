"""Socio-economic and other reported series by domain, as a screen shows them."""
