"""The shapes of public addresses, relative to the site: one place for pages, JSON and commands."""

from __future__ import annotations

from urllib.parse import quote


def dataset_path(name: str) -> str:
    """The page of a record."""
    return f"/dataset/{name}"


def resource_path(dataset_name: str, resource_id: str) -> str:
    """The page of a resource."""
    return f"/dataset/{dataset_name}/resource/{resource_id}"


def download_path(dataset_name: str, resource_id: str, filename: str, format: str = "") -> str:
    """The newest original, or a conversion of it."""
    path = f"{resource_path(dataset_name, resource_id)}/download/{quote(filename)}"
    return f"{path}?format={format}" if format else path


def version_path(dataset_name: str, resource_id: str, number: int, filename: str) -> str:
    """One version of the original, for ever."""
    return f"{resource_path(dataset_name, resource_id)}/version/{number}/{quote(filename)}"


def organization_path(name: str) -> str:
    """The page of an agency."""
    return f"/organization/{name}"
