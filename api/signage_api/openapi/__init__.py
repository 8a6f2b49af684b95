"""The description of the API (OpenAPI 3.1), made from the table of layers; a test holds it to the routes."""

from signage_api.openapi.document import describe

__all__ = ["describe"]
