"""The first version of the API. What is here stays as it is; names are added, never changed."""
